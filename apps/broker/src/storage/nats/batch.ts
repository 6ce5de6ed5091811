/**
 * A batch: the events of one append, taken from the waiting chunks of one developer, oldest first. The seqs are
 * assigned at each attempt to append, because another broker may have appended since the previous attempt.
 */
import { firstIndex } from '../../binary-search.js';
import { type Chunk, type EventNumber, joinFrames, type ProducerMark } from '../chunk.js';
import { RECORD_BYTES_MAX, RECORD_EVENTS_MAX, RECORD_MARKS_BYTES_MAX } from './limits.js';
import { headerBytes, type Origin, type RecordOrigin } from './record.js';
import { renumbered } from './renumber.js';

/** The owner of a draft, which is notified of the outcome. */
export interface BatchOwner {
  /** See `LogObserver.stored`. */
  stored(count: number, lastSeq: number | undefined): void;
  refused(error: Error): void;
}

/** A chunk that waits to be appended; its events before index `from` are already in a batch. */
export interface Draft<Owner extends BatchOwner> {
  readonly owner: Owner;
  readonly chunk: Chunk;
  from: number;
  /** The batch of another broker, if this chunk is one. */
  readonly origin?: Origin;
  /** Indexes of events that are known to be in the log already. */
  readonly repeats: Set<number>;
}

interface Part<Owner extends BatchOwner> {
  readonly draft: Draft<Owner>;
  readonly from: number;
  readonly to: number;
  /** Seq of its last event, as the last call of `contents` assigned it; `undefined` if a known repeat was omitted. */
  lastSeq: number | undefined;
}

/** The events of a batch as they are appended, without known repeats. */
export interface BatchContents {
  readonly bytes: Buffer;
  readonly ends: Uint32Array;
  readonly marks: readonly ProducerMark[];
  readonly committedAtMs: number;
  readonly origins: readonly RecordOrigin[];
}

export class Batch<Owner extends BatchOwner> {
  readonly number: number;
  readonly #parts: readonly Part<Owner>[];
  /** Whether the batch is in the log. */
  isStored = false;
  /** Whether it was forwarded to another broker, which happens at most once. */
  isForwarded = false;
  #isAnswered = false;

  constructor(number: number, parts: readonly Part<Owner>[]) {
    this.number = number;
    this.#parts = parts;
  }

  /** The events without known repeats, numbered from seq `first`; `undefined`: none are left. */
  contents(first: number): BatchContents | undefined {
    const frames: Buffer[] = [];
    const marks = new Map<string, ProducerMark>();
    const origins: RecordOrigin[] = [];
    let committedAtMs = 0;
    for (const part of this.#parts) {
      const { draft, from, to } = part;
      const { chunk, repeats } = draft;
      committedAtMs = Math.max(committedAtMs, chunk.committedAtMs);
      const indexes = indexesOf(from, to, repeats);
      const { origin } = draft;
      const { length: count } = indexes;
      if (origin !== undefined && count > 0)
        origins.push({ ...origin, from: frames.length, count });
      frames.push(...renumbered(chunk, indexes, first + frames.length));
      const isWhole = indexes.length === to - from;
      part.lastSeq = isWhole ? first + frames.length - 1 : undefined;
      for (const mark of marksOf(chunk, indexes, to)) marks.set(mark.producer, mark);
    }
    if (frames.length === 0) return undefined;
    return { ...joinFrames(frames), marks: [...marks.values()], committedAtMs, origins };
  }

  /** The events to forward to another broker; `undefined`: all are known repeats. */
  toChunk(epoch: number, first: number): Chunk | undefined {
    const contents = this.contents(first);
    if (contents === undefined) return undefined;
    const { origins: _none, ...rest } = contents;
    return { ...rest, epoch, first, numbers: this.#numbers() };
  }

  /** Another broker has stored `count` of the events of `toChunk`, from seq `first` on. */
  storedAs(first: number, count: number): void {
    const size = this.#parts.reduce((sum, { from, to }) => sum + to - from, 0);
    const isWhole = count === size && this.#parts.every(({ draft }) => draft.repeats.size === 0);
    let seq = first - 1;
    for (const part of this.#parts) {
      seq += part.to - part.from;
      part.lastSeq = isWhole ? seq : undefined;
    }
    this.isStored = true;
  }

  /** The value of `Chunk.numbers` for `toChunk`. */
  #numbers(): EventNumber[] {
    const numbers: EventNumber[] = [];
    let start = 0;
    for (const { draft, from, to } of this.#parts) {
      const indexes = indexesOf(from, to, draft.repeats);
      const newIndexOf = new Map(indexes.map((index, i) => [index, start + i]));
      for (const number of draft.chunk.numbers ?? []) {
        const index = newIndexOf.get(number.index);
        if (index !== undefined) numbers.push({ ...number, index });
      }
      start += indexes.length;
    }
    return numbers;
  }

  drafts(): readonly Draft<Owner>[] {
    return this.#parts.map(({ draft }) => draft);
  }

  /** Notifies each owner that its events are stored. */
  answer(): void {
    if (this.#isAnswered) return;
    this.#isAnswered = true;
    for (const { draft, from, to, lastSeq } of this.#parts) {
      draft.owner.stored(to - from, lastSeq);
    }
  }
}

/** Removes from the waiting drafts as many events as one record can hold, and returns them as a batch. */
export function nextBatch<Owner extends BatchOwner>(
  waiting: Draft<Owner>[],
  number: number,
): Batch<Owner> {
  const parts: Part<Owner>[] = [];
  const capacity = new RecordCapacity();
  let complete = 0;
  for (const draft of waiting) {
    const { chunk, from } = draft;
    let to = from;
    while (to < chunk.ends.length && capacity.add(chunk, to)) to++;
    if (to === from) break;
    // A chunk that fits into one record is not split: it is stored completely or not at all.
    if (to < chunk.ends.length && from === 0 && parts.length > 0) break;
    parts.push({ draft, from, to, lastSeq: undefined });
    draft.from = to;
    if (to < chunk.ends.length) break;
    complete++;
  }
  waiting.splice(0, complete);
  omitRepeatsWithin(parts);
  return new Batch(number, parts);
}

/**
 * Marks events that an earlier part contains too. A producer that has moved here sends again what its former broker is
 * still forwarding, so both copies can get into the same batch.
 */
function omitRepeatsWithin(parts: readonly Part<BatchOwner>[]): void {
  if (parts.every(({ draft }) => draft.origin === undefined)) return;
  const newest = new Map<string, ProducerMark>();
  for (const { draft, from, to } of parts) {
    markRepeats(draft, [...newest.values()]);
    const indexes = indexesOf(from, to, draft.repeats);
    for (const mark of marksOf(draft.chunk, indexes, to)) newest.set(mark.producer, mark);
  }
}

/** Marks the events of the draft that another record, or another part of its batch, contains. */
export function markRepeats<Owner extends BatchOwner>(
  { chunk, repeats }: Draft<Owner>,
  marks: readonly ProducerMark[],
): void {
  const known = new Map(marks.map((mark) => [mark.producer, mark.n]));
  addRepeats(repeats, chunk, (producer) => known.get(producer));
}

/**
 * Adds the indexes of the events whose number is not above the mark of their producer. A mark of 0 is from a post that
 * was split and whose last event is not stored yet: it does not show which events of the post are stored.
 */
export function addRepeats(
  repeats: Set<number>,
  { numbers = [] }: Chunk,
  markOf: (producer: string) => number | undefined,
): void {
  for (const { index, producer, n } of numbers) {
    const mark = markOf(producer) ?? 0;
    if (mark > 0 && n <= mark) repeats.add(index);
  }
}

/** Marks all events of the draft as being in the log. */
export function markStored<Owner extends BatchOwner>({ chunk, repeats }: Draft<Owner>): void {
  for (let index = 0; index < chunk.ends.length; index++) repeats.add(index);
}

/** Bytes of a number in the header, with its separators. */
const MARK_BYTES = 24;

/** The remaining capacity of a record that is being filled. */
class RecordCapacity {
  #bytes = RECORD_BYTES_MAX;
  #events = RECORD_EVENTS_MAX;
  #marksBytes = RECORD_MARKS_BYTES_MAX;
  readonly #producers = new Set<string>();

  /** Adds the event. `false`: it does not fit. The first event always fits. */
  add(chunk: Chunk, index: number): boolean {
    const bytes = (chunk.ends[index] as number) - (chunk.ends[index - 1] ?? 0);
    const producers = producersOf(chunk, index).filter((name) => !this.#producers.has(name));
    const marksBytes = producers.reduce((sum, name) => sum + headerBytes(name) + MARK_BYTES, 0);
    const isFirst = this.#events === RECORD_EVENTS_MAX;
    const fits = this.#events > 0 && bytes <= this.#bytes && marksBytes <= this.#marksBytes;
    if (!fits && !isFirst) return false;
    this.#bytes -= bytes;
    this.#events--;
    this.#marksBytes -= marksBytes;
    for (const name of producers) this.#producers.add(name);
    return true;
  }
}

/** The producers whose marks must be stored with this event. */
function producersOf({ marks, numbers, ends }: Chunk, index: number): readonly string[] {
  if (numbers === undefined) {
    return index === ends.length - 1 ? marks.map(({ producer }) => producer) : [];
  }
  const number = numbers.length === ends.length ? numbers[index] : find(numbers, index);
  return number === undefined ? [] : [number.producer];
}

function find(numbers: readonly EventNumber[], index: number): EventNumber | undefined {
  const at = firstIndex(0, numbers.length, (i) => (numbers[i] as EventNumber).index >= index);
  return numbers[at]?.index === index ? numbers[at] : undefined;
}

function indexesOf(from: number, to: number, repeats: ReadonlySet<number>): number[] {
  const indexes: number[] = [];
  for (let i = from; i < to; i++) if (!repeats.has(i)) indexes.push(i);
  return indexes;
}

/** The marks of these events. If a chunk does not name the producer of each event, its last event has all marks. */
function marksOf(chunk: Chunk, indexes: readonly number[], to: number): readonly ProducerMark[] {
  const { numbers } = chunk;
  if (numbers === undefined) return to === chunk.ends.length ? chunk.marks : [];
  if (numbers.length === 0) return [];
  const present = new Set(indexes);
  const newest = new Map<string, number>();
  for (const { index, producer, n } of numbers) if (present.has(index)) newest.set(producer, n);
  return [...newest].map(([producer, n]) => {
    const atMs = chunk.marks.find((mark) => mark.producer === producer)?.atMs;
    return atMs === undefined ? { producer, n } : { producer, n, atMs };
  });
}
