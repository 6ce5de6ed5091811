/**
 * The chunk: consecutive events of one developer in their wire format, the unit of storage and delivery.
 *
 * Its bytes are the same in memory, in a segment file and on the wire: encoded DISPATCH frames, concatenated. A chunk
 * read from disk is sent without parsing.
 */

/** The newest stored number of a producer (extension `ack`, P-EXT-8). */
export interface ProducerMark {
  /** User id and producer id as one key. */
  readonly producer: string;
  readonly n: number;
  /**
   * The mark is forgotten together with events of this time, ms since 1970. Absent if it equals the time of the chunk;
   * present in merged chunks, and in marks that are kept for a shorter time than their events.
   */
  readonly atMs?: number;
}

/** The number that a producer gave one event of a chunk (extension `ack`, P-EXT-8). */
export interface EventNumber {
  /** Index of the event in the chunk. */
  readonly index: number;
  /** As in `ProducerMark`. */
  readonly producer: string;
  readonly n: number;
}

/** Consecutive events of one developer, stored and sent as a unit. */
export interface Chunk {
  /** Identifies the numbering. A new epoch means that the log was lost or rolled back. */
  readonly epoch: number;
  /** `seq` of the first event. */
  readonly first: number;
  /** Wall clock, ms since 1970, when it was appended. */
  readonly committedAtMs: number;
  /** The frames; never modified. */
  readonly bytes: Buffer;
  /** End offset of each frame in `bytes`, one entry per event. */
  readonly ends: Uint32Array;
  /** The newest number of each numbering producer in this chunk; stored with the chunk or not at all. */
  readonly marks: readonly ProducerMark[];
  /**
   * Only on appended chunks, if the log requires it (`EventLog.requiresEventNumbers`): which events are numbered,
   * ascending by `index`. `marks` are the newest of them.
   */
  readonly numbers?: readonly EventNumber[];
}

/** The bytes and ends of a chunk with these frames. */
export function joinFrames(frames: readonly Uint8Array[]): Pick<Chunk, 'bytes' | 'ends'> {
  let end = 0;
  const ends = Uint32Array.from(frames, (frame) => {
    end += frame.length;
    return end;
  });
  return { bytes: Buffer.concat(frames), ends };
}

/** Number of events. */
export function chunkCount(chunk: Chunk): number {
  return chunk.ends.length;
}

/** `seq` of the last event. */
export function chunkLast(chunk: Chunk): number {
  return chunk.first + chunk.ends.length - 1;
}

/** The events from `index` on, as a chunk that shares the bytes and has the given time. */
export function chunkFrom(chunk: Chunk, index: number, committedAtMs: number): Chunk {
  return { ...chunkPart(chunk, index, chunkCount(chunk)), committedAtMs };
}

/** The events `from` to `to` (exclusive), as a chunk that shares the bytes. */
export function chunkPart(chunk: Chunk, from: number, to: number): Chunk {
  if (from === 0 && to === chunkCount(chunk)) return chunk;
  const start = chunk.ends[from - 1] ?? 0;
  return {
    ...chunk,
    first: chunk.first + from,
    bytes: chunk.bytes.subarray(start, chunk.ends[to - 1] ?? 0),
    ends: chunk.ends.subarray(from, to).map((end) => end - start),
  };
}

/** The bytes of frame `index`. */
export function chunkFrame(chunk: Chunk, index: number): Buffer {
  const start = index === 0 ? 0 : (chunk.ends[index - 1] as number);
  return chunk.bytes.subarray(start, chunk.ends[index]);
}
