/** Inflates a client's compressed messages (RFC 7692, 7.2.2) without context takeover. */
import { constants, inflateRawSync } from 'node:zlib';
import type { Decompressor } from './ws-library.js';

const SYNC_TAIL = Buffer.of(0, 0, 0xff, 0xff);
const NOTHING = Buffer.alloc(0);

export class Inflater implements Decompressor {
  readonly #bytesMax: number;
  #parts: Buffer[] = [];

  /** `bytesMax`: limit on an inflated message; a longer one is an error and is not buffered. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  decompress(
    data: Buffer,
    isLast: boolean,
    done: (error: Error | null, payload?: Buffer) => void,
  ): void {
    this.#parts.push(data);
    if (!isLast) return queueMicrotask(() => done(null, NOTHING));
    const bytes = Buffer.concat([...this.#parts, SYNC_TAIL]);
    this.#parts = [];
    try {
      const payload = inflateRawSync(bytes, {
        finishFlush: constants.Z_SYNC_FLUSH,
        maxOutputLength: this.#bytesMax,
      });
      queueMicrotask(() => done(null, payload));
    } catch (error) {
      queueMicrotask(() => done(error as Error));
    }
  }
}
