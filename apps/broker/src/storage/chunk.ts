/**
 * The chunk: a run of one developer's events as they go over the wire, the unit of everything here.
 *
 * In memory, in a segment file and on its way to a consumer it is the same bytes: encoded DISPATCH
 * frames, one behind the other. A chunk that was read is sent without being parsed again.
 */
/** The newest number of a producer that is stored (extension `ack`, P-EXT-8). */
export interface ProducerMark {
  /** User id and producer id, as one key. */
  readonly producer: string;
  readonly n: number;
  /** When it came, ms since 1970, where that is not the time of the chunk: of chunks put together. */
  readonly atMs?: number;
}

/** The number that a producer gave one event of a chunk (extension `ack`, P-EXT-8). */
export interface EventNumber {
  /** Of the event, in the chunk. */
  readonly index: number;
  /** As in `ProducerMark`. */
  readonly producer: string;
  readonly n: number;
}

/** Consecutive events of one developer, stored and sent as a unit. */
export interface Chunk {
  /** Names the life of the log: another one means that the log was lost or rolled back. */
  readonly epoch: number;
  /** `seq` of the first event. */
  readonly first: number;
  /** Wall clock, ms since 1970: when it was handed to the log. */
  readonly committedAtMs: number;
  /** The frames. Never written to again. */
  readonly bytes: Buffer;
  /** Where each frame ends in `bytes`; one entry an event. */
  readonly ends: Uint32Array;
  /** Producers that number their events, and how far they are with this chunk: kept with it or not at all. */
  readonly marks: readonly ProducerMark[];
  /**
   * Of a chunk that is appended, where the log asks for it (`EventLog.wantsEventNumbers`): which events are numbered,
   * ascending by `index`. `marks` are the newest of them.
   */
  readonly numbers?: readonly EventNumber[];
}

/** How many events it holds. */
export function chunkCount(chunk: Chunk): number {
  return chunk.ends.length;
}

/** `seq` of the last event. */
export function chunkLast(chunk: Chunk): number {
  return chunk.first + chunk.ends.length - 1;
}

/** The events of the chunk from number `index` on, as a chunk of their own that shares its bytes. */
export function chunkFrom(chunk: Chunk, index: number, committedAtMs: number): Chunk {
  return { ...chunkPart(chunk, index, chunkCount(chunk)), committedAtMs };
}

/** The events number `from` to `to` (exclusive), as a chunk that shares its bytes. */
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

/** The bytes of the chunk's frame number `index`. */
export function chunkFrame(chunk: Chunk, index: number): Buffer {
  const start = index === 0 ? 0 : (chunk.ends[index - 1] as number);
  return chunk.bytes.subarray(start, chunk.ends[index]);
}
