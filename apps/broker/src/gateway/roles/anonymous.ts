/** A connection that has not identified: counts against two limits and may buffer some frames (P-ID-8). */
import type { Gateway } from '../gateway.js';
import { Role } from './role.js';

export class AnonymousRole extends Role {
  readonly name = 'anonymous';
  readonly #gateway: Gateway;
  readonly #address: string;
  /** Copies of frames that arrived while the token is looked up. */
  #held: Uint8Array[] = [];
  #heldBytes = 0;

  constructor(gateway: Gateway, address: string) {
    super();
    this.#gateway = gateway;
    this.#address = address;
    gateway.anonymousConnections.enter(address);
  }

  /** Buffers a copy. Returns the limit that it would exceed, if any. */
  hold(bytes: Uint8Array): 'pendingFramesMax' | 'pendingBytesMax' | undefined {
    const { pendingBytesMax, pendingFramesMax } = this.#gateway.settings;
    if (this.#held.length >= pendingFramesMax) return 'pendingFramesMax';
    if (this.#heldBytes + bytes.length > pendingBytesMax) return 'pendingBytesMax';
    this.#held.push(bytes.slice());
    this.#heldBytes += bytes.length;
    return undefined;
  }

  /** Removes and returns the buffered frames, in order. */
  takeHeld(): readonly Uint8Array[] {
    const held = this.#held;
    this.#held = [];
    return held;
  }

  leave(): void {
    this.#held = [];
    this.#gateway.anonymousConnections.leave(this.#address);
  }
}
