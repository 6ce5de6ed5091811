/**
 * One direction of a link through the proxy: what comes in at one end leaves at the other, in order, with
 * what is wrong at that moment. As with TCP nothing is lost or doubled unless the link goes; `corruptPart`
 * alone changes bytes.
 */
import type { Socket } from 'node:net';
import { timePasses } from '../condition.js';

/** What is wrong with a link; may change at any time. Nothing is, by default. */
export interface LinkFaults {
  /** Each chunk is so late. */
  readonly latencyMs?: number;
  /** And at random by up to so much more. */
  readonly jitterMs?: number;
  /** Slow: so many bytes a second in each direction. */
  readonly bytesPerSecond?: number;
  /** Sliced: each write of so many bytes at most. */
  readonly sliceBytes?: number;
  /** Corrupted: this part of the chunks (0 to 1) has one byte changed. */
  readonly corruptPart?: number;
}

/** Bytes on the way in one direction; when there are more, the sender is held back. */
const QUEUED_BYTES_MAX = 256 * 1024;
/** A slow link moves so often. */
const SLOW_STEPS_A_SECOND = 20;

export interface LaneOptions {
  readonly from: Socket;
  readonly to: Socket;
  readonly faults: () => LinkFaults;
  readonly random: () => number;
}

interface Queued {
  readonly bytes: Buffer;
  readonly dueMs: number;
}

export class Lane {
  /** Half-open: all that comes is swallowed, an end as well. */
  isSilent = false;
  readonly #options: LaneOptions;
  readonly #queue: Queued[] = [];
  #queuedBytes = 0;
  #lastDueMs = 0;
  #isPumping = false;
  #hasEnded = false;

  constructor(options: LaneOptions) {
    this.#options = options;
    const { from } = options;
    from.on('data', (bytes: Buffer) => this.#take(bytes));
    from.on('end', () => {
      this.#hasEnded = true;
      void this.#pump();
    });
  }

  #take(bytes: Buffer): void {
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
      if (earlyMs > 0) await timePasses(earlyMs);
      await this.#pass(this.#corrupted(next.bytes));
      this.#queuedBytes -= next.bytes.length;
      if (this.#queuedBytes <= QUEUED_BYTES_MAX) this.#options.from.resume();
    }
    this.#isPumping = false;
    if (this.#hasEnded && !this.isSilent) this.#options.to.end();
  }

  async #pass(bytes: Buffer): Promise<void> {
    const { to, faults } = this.#options;
    for (let at = 0; at < bytes.length; ) {
      const { bytesPerSecond: rate, sliceBytes } = faults();
      const step = rate === undefined ? bytes.length : Math.ceil(rate / SLOW_STEPS_A_SECOND);
      const slice = bytes.subarray(at, at + Math.min(step, sliceBytes ?? bytes.length));
      at += slice.length;
      if (rate !== undefined) await timePasses((slice.length / rate) * 1_000);
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

/** Resolves when the socket takes more, or is gone. */
function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}
