/** One line on a terminal that says how far a run is. Elsewhere nothing is shown. */
import { type Io, isTerminal } from '../line/io.js';
import { clip } from '../line/paint.js';

const CLEAR_LINE = '\r\x1b[K';
const COLUMNS = 80;

export class Progress {
  readonly #io: Io;
  readonly #total: number;
  #done = 0;
  #failed = 0;

  /** `what`: the noun in the plural. */
  constructor(io: Io, total: number, what = 'checks') {
    this.#io = io;
    this.#total = total;
    this.#show(`${total} ${what}`);
  }

  /** One is done. */
  tell(row: { readonly rule: string; readonly title: string; readonly hasFailed: boolean }): void {
    this.#done++;
    if (row.hasFailed) this.#failed++;
    const failed = this.#failed === 0 ? '' : `, ${this.#failed} failed`;
    this.#show(`${this.#done} of ${this.#total}${failed}: ${row.rule} ${row.title}`);
  }

  /** Leaves no trace. */
  end(): void {
    this.#show('');
  }

  #show(text: string): void {
    const { stderr, env } = this.#io;
    if (!isTerminal(stderr, env)) return;
    stderr.write(`${CLEAR_LINE}${clip(text, (stderr.columns ?? COLUMNS) - 1)}`);
  }
}
