/** Lines to a stream at the pace of its reader; a reader that has gone ends the writing, not the program. */
import { once } from 'node:events';
import type { Output } from './io.js';

export class LineWriter {
  readonly #output: Output;
  readonly #onGone: () => void;
  #isGone = false;

  /** `onGone`: called once when nobody reads any more (`| head`). */
  constructor(output: Output, onGone: () => void) {
    this.#output = output;
    this.#onGone = onGone;
    output.on('error', this.#failed);
  }

  /** Resolves when the next line may be written. */
  async write(line: string): Promise<void> {
    if (this.#isGone) return;
    const hasRoom = this.#output.write(`${line}\n`);
    // `once` also rejects on 'error', which `failed` has seen by then.
    if (!hasRoom) await once(this.#output, 'drain').catch(() => {});
  }

  readonly #failed = (): void => {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#onGone();
  };
}
