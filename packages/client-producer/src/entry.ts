/**
 * A submitted event on its way, which is also the promise that `submit` returns.
 *
 * Nobody has to look at that promise: a real one is made only when somebody does, and it never rejects, so
 * the others cost nothing and none is ever unhandled.
 */
import type { SubmitOutcome } from './producer-api.js';

export class Entry implements Promise<SubmitOutcome> {
  /** Place in the order of `submit`. */
  readonly id: number;
  readonly type: string;
  /** The SUBMIT without its number. */
  readonly text: string;
  /** Length of `text` in UTF-8. */
  readonly bytes: number;
  /** When it was submitted, by the clock of the producer. */
  readonly atMs: number;
  /** Number in the order of sending, the same whenever it is sent again; 0 before it is taken to be sent. */
  n = 0;
  /** Whether the number may be on the wire: it is in the store, where there is one. */
  hasSafeNumber = true;
  /** The position in the journal of its number, and of what has to be written before it is sent. */
  numberPosition = 0;
  stagedPosition = 0;
  /** How it was sent last. */
  sentAs: 'not' | 'plain' | 'numbered' = 'not';
  /** Whether it was ever sent without its number: sent again, it may be in the stream twice. */
  wasPlain = false;
  #outcome: SubmitOutcome | undefined;
  #promise: Promise<SubmitOutcome> | undefined;
  #resolve: ((outcome: SubmitOutcome) => void) | undefined;

  constructor(id: number, type: string, text: string, bytes: number, atMs: number) {
    this.id = id;
    this.type = type;
    this.text = text;
    this.bytes = bytes;
    this.atMs = atMs;
  }

  get [Symbol.toStringTag](): string {
    return 'Submission';
  }

  /** What became of it; the first word counts. */
  settle(outcome: SubmitOutcome): void {
    this.#outcome ??= outcome;
    this.#resolve?.(this.#outcome);
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a promise, made when somebody looks.
  then<A = SubmitOutcome, B = never>(
    onFulfilled?: ((outcome: SubmitOutcome) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#looked().then(onFulfilled, onRejected);
  }

  catch<B = never>(
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<SubmitOutcome | B> {
    return this.#looked().catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<SubmitOutcome> {
    return this.#looked().finally(onFinally);
  }

  #looked(): Promise<SubmitOutcome> {
    this.#promise ??= new Promise((resolve) => {
      if (this.#outcome === undefined) this.#resolve = resolve;
      else resolve(this.#outcome);
    });
    return this.#promise;
  }
}
