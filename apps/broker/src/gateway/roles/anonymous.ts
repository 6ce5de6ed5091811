/** A connection that has not identified: counts against two limits, and may buffer some frames (P-ID-8). */
import type { Gateway } from '../gateway.js';
import { Role } from './role.js';

export class AnonymousRole extends Role {
  readonly name = 'anonymous';
  readonly #gateway: Gateway;
  readonly #address: string;
  /** Copies of frames that arrived while the token is looked up. */
  #buffered: Uint8Array[] = [];
  #bufferedBytes = 0;

  constructor(gateway: Gateway, address: string) {
    super();
    this.#gateway = gateway;
    this.#address = address;
    gateway.anonymousConnections.enter(address);
  }

  /** Buffers a copy. Returns the limit that it would exceed, if any. */
  buffer(bytes: Uint8Array): 'pendingFramesMax' | 'pendingBytesMax' | undefined {
    const { pendingBytesMax, pendingFramesMax } = this.#gateway.settings;
    if (this.#buffered.length >= pendingFramesMax) return 'pendingFramesMax';
    if (this.#bufferedBytes + bytes.length > pendingBytesMax) return 'pendingBytesMax';
    this.#buffered.push(bytes.slice());
    this.#bufferedBytes += bytes.length;
    return undefined;
  }

  /** Removes and returns the buffered frames, in order. */
  removeBuffered(): readonly Uint8Array[] {
    const buffered = this.#buffered;
    this.#buffered = [];
    return buffered;
  }

  leave(): void {
    this.#buffered = [];
    this.#gateway.anonymousConnections.leave(this.#address);
  }
}
