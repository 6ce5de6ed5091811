/** What one connection sent, what was acknowledged of it, and what a replay showed of it. Numbers are from 1. */
export class Ledger {
  readonly uid: string;
  sent = 0;
  acknowledged = 0;
  /** The highest number that was replayed. */
  #replayed = 0;
  /** Numbers that a replay passed over. */
  readonly #missing: number[] = [];

  constructor(uid: string) {
    this.uid = uid;
  }

  acknowledge(n: number): void {
    this.acknowledged = Math.max(this.acknowledged, n);
  }

  /** Takes the next event that a replay shows; says what is wrong with it. */
  replay(n: number): 'as sent' | 'again' | 'never sent' | 'behind a gap' {
    if (n <= this.#replayed) {
      const index = this.#missing.indexOf(n);
      if (index < 0) return 'again';
      this.#missing.splice(index, 1);
      return 'behind a gap';
    }
    if (n > this.sent) return 'never sent';
    const hasGap = n > this.#replayed + 1;
    for (let gap = this.#replayed + 1; gap < n; gap++) this.#missing.push(gap);
    this.#replayed = n;
    return hasGap ? 'behind a gap' : 'as sent';
  }

  /** How many acknowledged events no replay showed. */
  get falselyAcknowledged(): number {
    const gaps = this.#missing.filter((n) => n <= this.acknowledged).length;
    return gaps + Math.max(0, this.acknowledged - this.#replayed);
  }
}
