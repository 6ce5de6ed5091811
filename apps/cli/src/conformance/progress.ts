/** Shows the progress of a run on the status line of a terminal. */
import type { Io } from '../command-line/io.js';
import { StatusLine } from '../command-line/status-line.js';
import { plural } from '../commands/plural.js';

interface Row {
  readonly rule: string;
  readonly title: string;
  readonly hasFailed: boolean;
}

export class Progress {
  readonly #status: StatusLine;
  readonly #total: number;
  #done = 0;
  #failed = 0;

  /** `noun`: the noun for one row, such as `check`. */
  constructor(io: Io, total: number, noun = 'check') {
    this.#status = new StatusLine(io);
    this.#total = total;
    this.#status.show(plural(total, noun));
  }

  /** Counts one finished check. */
  add(row: Row): void {
    this.#done++;
    if (row.hasFailed) this.#failed++;
    const failed = this.#failed === 0 ? '' : `, ${this.#failed} failed`;
    this.#status.show(`${this.#done} of ${this.#total}${failed}: ${row.rule} ${row.title}`);
  }

  end(): void {
    this.#status.clear();
  }
}
