/** A status line on stderr that is updated in place. Shows nothing when stderr is not a terminal. */
import { type Io, isTerminal } from './io.js';
import { clip } from './paint.js';

/** Interval between updates of a text that changes by itself. */
const UPDATE_INTERVAL_MS = 250;
const CLEAR_LINE = '\r\x1b[K';
/** Width if the terminal does not report its own. */
const DEFAULT_COLUMNS = 80;

export class StatusLine {
  readonly #io: Io;
  #isShown = false;

  constructor(io: Io) {
    this.#io = io;
  }

  show(text: string): void {
    const { stderr, env } = this.#io;
    if (!isTerminal(stderr, env)) return;
    stderr.write(`${CLEAR_LINE}${clip(text, (stderr.columns || DEFAULT_COLUMNS) - 1)}`);
    this.#isShown = true;
  }

  /** Shows the text every `UPDATE_INTERVAL_MS`, until the result is disposed. */
  static follow(io: Io, textOf: () => string): Disposable {
    const status = new StatusLine(io);
    const timer = setInterval(() => status.show(textOf()), UPDATE_INTERVAL_MS);
    return {
      [Symbol.dispose]: () => {
        clearInterval(timer);
        status.clear();
      },
    };
  }

  /** Erases the line. */
  clear(): void {
    if (this.#isShown) this.#io.stderr.write(CLEAR_LINE);
    this.#isShown = false;
  }
}
