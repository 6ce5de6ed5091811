/** Writes lines to a stream with back-pressure. When the reader closes its end, writing stops without an error. */
import { once } from 'node:events';
import type { Output } from './io.js';

export class LineWriter {
  readonly #output: Output;
  readonly #onClosed: () => void;
  #isClosed = false;

  /** `onClosed`: called once when the reader has closed the pipe (`| head`). */
  constructor(output: Output, onClosed: () => void) {
    this.#output = output;
    this.#onClosed = onClosed;
    output.on('error', this.#onError);
  }

  /** Writes a line. Resolves when the next line may be written. */
  async write(line: string): Promise<void> {
    if (this.#isClosed) return;
    const hasRoom = this.#output.write(`${line}\n`);
    // `once` also rejects on 'error', which `#onError` has handled by then.
    if (!hasRoom) await once(this.#output, 'drain').catch(() => {});
  }

  readonly #onError = (): void => {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClosed();
  };
}
