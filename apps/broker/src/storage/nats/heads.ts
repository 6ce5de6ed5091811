/**
 * Heads: the last seq of each log whose records retention has removed. A head is written before the records are
 * removed and is never lowered, so that no seq is assigned twice.
 */
import type { Jet } from './jet.js';
import type { Names } from './names.js';
import { changeState, readState } from './state.js';

export interface LogHeadState {
  readonly lastSeq: number;
  /** Stream sequence of the last record, which the next record names as its predecessor. */
  readonly streamSeq: number;
}

export const EMPTY_HEAD: LogHeadState = { lastSeq: 0, streamSeq: 0 };

export class Heads {
  readonly #jet: Jet;
  readonly #names: Names;
  readonly #node: string;

  constructor(jet: Jet, names: Names, node: string) {
    this.#jet = jet;
    this.#names = names;
    this.#node = node;
  }

  /** The head of the log whose records have the given subject. */
  async of(logSubject: string): Promise<LogHeadState> {
    const subject = this.#names.headOf(logSubject);
    return (await readState<LogHeadState>(this.#jet, this.#names, subject)) ?? EMPTY_HEAD;
  }

  async raise(logSubject: string, head: LogHeadState): Promise<void> {
    const subject = this.#names.headOf(logSubject);
    await changeState<LogHeadState>(this.#jet, this.#names, subject, this.#node, (stored) =>
      stored !== undefined && stored.lastSeq >= head.lastSeq ? undefined : head,
    );
  }
}
