/**
 * One direction of a link through the proxy: forwards bytes in order and applies the faults set at that moment.
 * As with TCP, no bytes are lost or duplicated while the link is open; only `corruptPart` changes bytes.
 */
import type { Socket } from 'node:net';
import { delay } from '../condition.js';

/** Faults of a link; may be changed at any time. Default: none. */
export interface LinkFaults {
  /** Delays each chunk. */
  readonly latencyMs?: number;
  /** Delays each chunk by a further random time up to this. */
  readonly jitterMs?: number;
  /** Limits the rate of each direction. */
  readonly bytesPerSecond?: number;
  /** Splits chunks into writes of at most this many bytes. */
  readonly sliceBytes?: number;
  /** Changes one byte in this fraction (0 to 1) of the chunks. */
  readonly corruptPart?: number;
}

/** Bytes queued in one direction before reading from the sender is paused. */
const QUEUED_BYTES_MAX = 256 * 1024;
/** Writes per second of a link with a limited rate. */
const LIMITED_WRITES_PER_SECOND = 20;

export interface LinkDirectionOptions {
  readonly from: Socket;
  readonly to: Socket;
  readonly faults: () => LinkFaults;
  readonly random: () => number;
}

interface Queued {
  readonly bytes: Buffer;
  readonly dueMs: number;
}

export class LinkDirection {
  /** Half-open: received bytes and the end of the connection are discarded. */
  isSilent = false;
  readonly #options: LinkDirectionOptions;
  readonly #queue: Queued[] = [];
  #queuedBytes = 0;
  #lastDueMs = 0;
  #isPumping = false;
  #hasEnded = false;

  constructor(options: LinkDirectionOptions) {
    this.#options = options;
    const { from } = options;
    from.on('data', (bytes: Buffer) => this.#receive(bytes));
    from.on('end', () => {
      this.#hasEnded = true;
      void this.#pump();
    });
  }

  #receive(bytes: Buffer): void {
    if (this.isSilent) return;
    const { latencyMs = 0, jitterMs = 0 } = this.#options.faults();
    const dueMs = performance.now() + latencyMs + jitterMs * this.#options.random();
    this.#lastDueMs = Math.max(this.#lastDueMs, dueMs);
    this.#queue.push({ bytes, dueMs: this.#lastDueMs });
    this.#queuedBytes += bytes.length;
    if (this.#queuedBytes > QUEUED_BYTES_MAX) this.#options.from.pause();
    void this.#pump();
  }

  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      const earlyMs = next.dueMs - performance.now();
      if (earlyMs > 0) await delay(earlyMs);
      await this.#forward(this.#corrupted(next.bytes));
      this.#queuedBytes -= next.bytes.length;
      if (this.#queuedBytes <= QUEUED_BYTES_MAX) this.#options.from.resume();
    }
    this.#isPumping = false;
    if (this.#hasEnded && !this.isSilent) this.#options.to.end();
  }

  async #forward(bytes: Buffer): Promise<void> {
    const { to, faults } = this.#options;
    for (let at = 0; at < bytes.length; ) {
      const { bytesPerSecond: rate, sliceBytes } = faults();
      const step = rate === undefined ? bytes.length : Math.ceil(rate / LIMITED_WRITES_PER_SECOND);
      const slice = bytes.subarray(at, at + Math.min(step, sliceBytes ?? bytes.length));
      at += slice.length;
      if (rate !== undefined) await delay((slice.length / rate) * 1_000);
      if (this.isSilent || !to.writable) return;
      if (!to.write(slice)) await drained(to);
      if (at < bytes.length) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #corrupted(bytes: Buffer): Buffer {
    const { faults, random } = this.#options;
    if (random() >= (faults().corruptPart ?? 0)) return bytes;
    const copy = Buffer.from(bytes);
    const at = Math.floor(random() * copy.length);
    copy[at] = (copy[at] as number) ^ (1 + Math.floor(random() * 255));
    return copy;
  }
}

/** Resolves when the socket is writable again or closed. */
function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}
