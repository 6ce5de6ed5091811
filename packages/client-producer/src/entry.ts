/** A submitted event on its way, and the promise of what becomes of it, which `submit` returns. */
/** As `SubmitOutcome` of the API. */
type Outcome = 'acked' | 'dropped' | 'kept';

export class Entry {
  /** Place in the order of `submit`. */
  readonly id: number;
  readonly type: string;
  /** The SUBMIT without its number. */
  readonly text: string;
  /** Length of `text` in UTF-8. */
  readonly bytes: number;
  /** When it was submitted, by the clock of the producer. */
  readonly atMs: number;
  /** Never rejects, so that nobody has to look at it. */
  readonly outcome: Promise<Outcome>;
  /** Tells what became of it; the first word counts. */
  settle!: (outcome: Outcome) => void;
  /** Number in the order of sending, the same whenever it is sent again; 0 before it is taken to be sent. */
  n = 0;
  /** Whether the number may be on the wire: it is in the store, where there is one. */
  hasSafeNumber = true;
  /** Whether `text` is spelt as `submit` spells it, so that the reading can be cut out of it. */
  isBatchable = true;
  /** When it was sent on the present connection. */
  sentAtMs = 0;
  /** Whether it was ever sent … */
  wasSent = false;
  /** … and without its number: sent again, it may be in the stream twice. */
  wasPlain = false;

  constructor(id: number, type: string, text: string, bytes: number, atMs: number) {
    this.id = id;
    this.type = type;
    this.text = text;
    this.bytes = bytes;
    this.atMs = atMs;
    this.outcome = new Promise((resolve) => {
      this.settle = resolve;
    });
  }
}
