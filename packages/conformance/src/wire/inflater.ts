/** Inflates the compressed messages that one side of a connection sends (RFC 7692, 7.2.2). */
import { constants, inflateRawSync } from 'node:zlib';

const WINDOW_BYTES = 32_768;
/** The sender removes these bytes from the end of each message. */
const SYNC_TAIL = Buffer.of(0, 0, 0xff, 0xff);

export class Inflater {
  readonly #keepsWindow: boolean;
  #window = Buffer.alloc(0);

  /** `keepsWindow`: a message may refer to earlier ones. */
  constructor(keepsWindow: boolean) {
    this.#keepsWindow = keepsWindow;
  }

  /** Returns the message; `undefined` if the bytes cannot be inflated. */
  inflate(bytes: Buffer): Buffer | undefined {
    try {
      const message = inflateRawSync(Buffer.concat([bytes, SYNC_TAIL]), {
        finishFlush: constants.Z_SYNC_FLUSH,
        ...(this.#window.length > 0 && { dictionary: this.#window }),
      });
      if (this.#keepsWindow)
        this.#window = Buffer.concat([this.#window, message]).subarray(-WINDOW_BYTES);
      return message;
    } catch {
      return undefined;
    }
  }
}
