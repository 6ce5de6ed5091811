/** In which segments one developer's events lie, ascending: 16 bytes a segment, whatever it holds. */
export class Extents {
  readonly #segments: number[] = [];
  readonly #lastSeqs: number[] = [];

  /** The segment holds the developer's events up to `lastSeq`; hot path. */
  note(segment: number, lastSeq: number): void {
    const newest = this.#segments.length - 1;
    if (this.#segments[newest] === segment) {
      this.#lastSeqs[newest] = lastSeq;
    } else {
      this.#segments.push(segment);
      this.#lastSeqs.push(lastSeq);
    }
  }

  /** The first segment with an event of `seq` or later, if there is one, and its newest seq. */
  reaching(seq: number): { readonly segment: number; readonly lastSeq: number } | undefined {
    const at = firstNotBelow(this.#lastSeqs, seq);
    const segment = this.#segments[at];
    return segment === undefined ? undefined : { segment, lastSeq: this.#lastSeqs[at] as number };
  }

  /** The newest seq in the segment, if it holds any. */
  lastSeqIn(segment: number): number | undefined {
    const at = firstNotBelow(this.#segments, segment);
    return this.#segments[at] === segment ? this.#lastSeqs[at] : undefined;
  }

  /** The oldest segment of the log is gone. */
  drop(segment: number): void {
    if (this.#segments[0] !== segment) return;
    this.#segments.shift();
    this.#lastSeqs.shift();
  }
}

function firstNotBelow(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
