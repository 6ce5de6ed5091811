/** A connection that has not identified: it counts against two limits, and may hold some frames (P-ID-8). */
import type { Gateway } from '../gateway.js';
import { Role } from './role.js';

export class AnonymousRole extends Role {
  readonly name = 'anonymous';
  readonly #gateway: Gateway;
  readonly #address: string;
  /** Copies of frames that came while the token is looked up. */
  #held: Uint8Array[] = [];
  #heldBytes = 0;

  constructor(gateway: Gateway, address: string) {
    super();
    this.#gateway = gateway;
    this.#address = address;
    gateway.anonymousConnections.enter(address);
  }

  /** Keeps a copy. Returns the limit that it would exceed, if there is one. */
  hold(bytes: Uint8Array): 'pendingFramesMax' | 'pendingBytesMax' | undefined {
    const { pendingBytesMax, pendingFramesMax } = this.#gateway.settings;
    if (this.#held.length >= pendingFramesMax) return 'pendingFramesMax';
    if (this.#heldBytes + bytes.length > pendingBytesMax) return 'pendingBytesMax';
    this.#held.push(bytes.slice());
    this.#heldBytes += bytes.length;
    return undefined;
  }

  /** The frames that are held, in order; none are held any more. */
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
