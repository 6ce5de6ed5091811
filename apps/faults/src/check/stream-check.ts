/**
 * Checks one stream: compares the events that were sent and acknowledged (ledgers), received live by
 * consumers, and replayed, and counts differences in the tally of the row.
 *
 *   ledgers, live ──► recordReplayed, endReplay (new events) ──► compareAgain (all events)
 */
import type { Tally } from '../tally.js';
import { Checksums } from './checksums.js';
import { Ledger } from './ledger.js';

interface Dispatch {
  readonly seq: number;
  readonly uid: string;
  readonly d: { readonly val: number };
}

export class StreamCheck {
  readonly #tally: Tally;
  readonly #sums = new Checksums();
  #ledgers = new Map<string, Ledger>();
  /** Newest seq that was replayed. */
  #replayedSeq = 0;
  /** Newest seq that a consumer received. */
  #liveSeq = 0;

  /** `replayedSeq`: events up to this seq are not checked. */
  constructor(tally: Tally, replayedSeq = 0) {
    this.#tally = tally;
    this.#replayedSeq = replayedSeq;
    this.#liveSeq = replayedSeq;
  }

  get replayedSeq(): number {
    return this.#replayedSeq;
  }

  get liveSeq(): number {
    return this.#liveSeq;
  }

  /** Creates a ledger for a user id that no earlier connection used. */
  ledger(uid: string): Ledger {
    const ledger = new Ledger(uid);
    this.#ledgers.set(uid, ledger);
    return ledger;
  }

  /** Returns a function that checks the DISPATCHes of one connection in the order of arrival. */
  live(): (text: string) => void {
    let last: number | undefined;
    return (text) => {
      const { seq } = JSON.parse(text) as Dispatch;
      if (last !== undefined && seq !== last + 1) this.#numberJumped(last + 1, seq, 'live');
      last = seq;
      this.#liveSeq = Math.max(this.#liveSeq, seq);
      this.compare(seq, text, 'live');
    };
  }

  /** Checks one DISPATCH of the replay of all events after `replayedSeq`. */
  recordReplayed(text: string): void {
    const { seq, uid, d } = JSON.parse(text) as Dispatch;
    this.#tally.compared++;
    if (seq !== this.#replayedSeq + 1) this.#numberJumped(this.#replayedSeq + 1, seq, 'replayed');
    if (seq <= this.#replayedSeq) return;
    this.#replayedSeq = seq;
    this.compare(seq, text, 'replayed');
    this.#recordInLedger(uid, d.val, seq);
  }

  /** Call after the replay of new events: checks all ledgers, then discards them. */
  endReplay(): void {
    const tally = this.#tally;
    const lost = this.#liveSeq - this.#replayedSeq;
    if (lost > 0) {
      tally.lost += lost;
      tally.violate(
        'seenIsKept',
        `a consumer received ${this.#liveSeq}, the replay ends at ${this.#replayedSeq}`,
      );
      this.#liveSeq = this.#replayedSeq;
    }
    for (const { uid, acknowledged, falselyAcknowledged } of this.#ledgers.values()) {
      tally.acknowledged += acknowledged;
      tally.falselyAcknowledged += falselyAcknowledged;
      tally.expect(
        falselyAcknowledged === 0,
        'acknowledgedIsStored',
        `${uid}: ${falselyAcknowledged} of ${acknowledged} acknowledged events are not in the replay`,
      );
    }
    this.#ledgers = new Map();
  }

  /**
   * Compares a replay of all stored events with earlier replays: call `compare` with each DISPATCH, then `end`. If the
   * retention may have removed the oldest events, the replay may begin at any seq.
   */
  compareAgain(oldest?: 'may be removed'): { compare: (text: string) => void; end: () => void } {
    let next = oldest === undefined ? 1 : undefined;
    return {
      compare: (text) => {
        const { seq } = JSON.parse(text) as Dispatch;
        this.#tally.compared++;
        if (next !== undefined && seq !== next) this.#numberJumped(next, seq, 'replayed');
        next = seq + 1;
        this.compare(seq, text, 'replayed');
      },
      end: () => {
        const last = (next ?? 1) - 1;
        const lost = this.#replayedSeq - last;
        if (lost <= 0) return;
        this.#tally.lost += lost;
        this.#tally.violate(
          'seenIsKept',
          `the replay ends at ${last}, not at ${this.#replayedSeq}`,
        );
      },
    };
  }

  #recordInLedger(uid: string, n: number, seq: number): void {
    const tally = this.#tally;
    const kind = this.#ledgers.get(uid)?.recordReplayed(n) ?? 'duplicate';
    if (kind === 'as sent') return;
    if (kind === 'out of order') {
      tally.skipped++;
      tally.violate(
        'orderIsKept',
        `${uid}: event ${n} is not stored in the order in which it was sent`,
      );
    } else {
      tally.duplicated++;
      tally.violate(
        'storedOnce',
        `${uid}: event ${n}, ${kind === 'duplicate' ? 'stored before' : kind}, has number ${seq}`,
      );
    }
  }

  #numberJumped(expected: number, seq: number, where: string): void {
    if (seq > expected) this.#tally.skipped += seq - expected;
    else this.#tally.duplicated++;
    this.#tally.violate('numbersHaveNoGap', `${where}: seq ${seq}, expected ${expected}`);
  }

  /** Records the checksum of an event, or compares it with the recorded one. */
  compare(seq: number, text: string, where = 'replayed'): void {
    if (this.#sums.recordOrCompare(seq, text)) return;
    this.#tally.duplicated++;
    this.#tally.violate(
      'storedOnce',
      `${where}: the bytes of seq ${seq} differ from those received before`,
    );
  }
}
