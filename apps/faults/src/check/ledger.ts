/** Counts the sent, acknowledged and replayed events of one connection. Events are numbered from 1. */
export class Ledger {
  readonly uid: string;
  sent = 0;
  acknowledged = 0;
  /** Highest number that was replayed. */
  #replayed = 0;
  /** Numbers below `#replayed` that were not replayed. */
  readonly #missing: number[] = [];

  constructor(uid: string) {
    this.uid = uid;
  }

  acknowledge(n: number): void {
    this.acknowledged = Math.max(this.acknowledged, n);
  }

  /** Records that the replay delivered event `n`, and classifies it. */
  recordReplayed(n: number): 'as sent' | 'duplicate' | 'never sent' | 'out of order' {
    if (n <= this.#replayed) {
      const index = this.#missing.indexOf(n);
      if (index < 0) return 'duplicate';
      this.#missing.splice(index, 1);
      return 'out of order';
    }
    if (n > this.sent) return 'never sent';
    const hasGap = n > this.#replayed + 1;
    for (let gap = this.#replayed + 1; gap < n; gap++) this.#missing.push(gap);
    this.#replayed = n;
    return hasGap ? 'out of order' : 'as sent';
  }

  /** Number of acknowledged events that were not replayed. */
  get falselyAcknowledged(): number {
    const gaps = this.#missing.filter((n) => n <= this.acknowledged).length;
    return gaps + Math.max(0, this.acknowledged - this.#replayed);
  }
}
