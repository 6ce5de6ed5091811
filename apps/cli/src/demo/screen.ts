/** Redraws lines in place on a terminal; writes only the lines that changed. */
import type { Output } from '../command-line/io.js';

const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const CLEAR_SCREEN = '\x1b[2J\x1b[H';
const CLEAR_LINE = '\x1b[2K';
const CLEAR_BELOW = '\x1b[J';
/** Terminals that support synchronized output show everything between these two at once. */
const FRAME_BEGIN = '\x1b[?2026h';
const FRAME_END = '\x1b[?2026l';

export class Screen {
  readonly #output: Output;
  #painted: readonly string[] = [];
  #isFresh = true;

  constructor(output: Output) {
    this.#output = output;
  }

  /** Call when the terminal's size has changed: the next frame is drawn completely. */
  readonly resized = (): void => {
    this.#painted = [];
    if (!this.#isFresh) this.#output.write(CLEAR_SCREEN);
  };

  /** No line may be wider than the terminal, and there must be fewer lines than rows. */
  paint(lines: readonly string[]): void {
    const before = this.#painted;
    const up = before.length > 0 ? `\x1b[${before.length}A` : '';
    const body = lines.map((line, index) =>
      index < before.length && line === before[index] ? '\n' : `\r${CLEAR_LINE}${line}\n`,
    );
    const rest = lines.length < before.length ? CLEAR_BELOW : '';
    const head = this.#isFresh ? HIDE_CURSOR : '';
    this.#output.write(`${FRAME_BEGIN}${head}${up}${body.join('')}${rest}${FRAME_END}`);
    this.#painted = lines;
    this.#isFresh = false;
  }

  /** Shows the cursor again, below the last frame. */
  restore(): void {
    // The terminal may have echoed ^C at the cursor.
    if (!this.#isFresh) this.#output.write(`\r${CLEAR_LINE}${SHOW_CURSOR}`);
    this.#isFresh = true;
  }
}
