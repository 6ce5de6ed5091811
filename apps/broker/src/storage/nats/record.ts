/**
 * One record of the log: a chunk as one message of a stream. The payload has the frames as they are sent, and then the
 * end of each frame. Everything else is in one header, so that a sweep can omit the payloads.
 *
 * `prev` is the stream sequence of the developer's previous record. A record belongs to the log if it is the first one
 * with its `prev`. So the chain defines the log, not the order of the messages.
 */
import type { Chunk, ProducerMark } from '../chunk.js';
import { LogDamagedError } from '../errors.js';
import type { StoredMessage } from './jet.js';

export const RECORD_HEADER = 'Wearwire-Record';

const VERSION = 1;
const END_BYTES = 4;

/** The header of a record. */
export interface RecordHead {
  readonly epoch: number;
  readonly first: number;
  readonly count: number;
  readonly prev: number;
  /** The broker that appended it and the number of its batch. They identify the record if an answer was lost. */
  readonly node: string;
  readonly batch: number;
  readonly committedAtMs: number;
  readonly marks: readonly ProducerMark[];
}

/** A record and its stream sequence. */
export interface StoredHead extends RecordHead {
  readonly streamSeq: number;
}

export interface StoredRecord extends StoredHead {
  readonly chunk: Chunk;
}

export function lastSeqOf({ first, count }: RecordHead): number {
  return first + count - 1;
}

export function encodeHead(head: RecordHead): string {
  const { epoch, first, count, prev, node, batch, committedAtMs } = head;
  const marks = head.marks.map(({ producer, n, atMs }) =>
    atMs === undefined ? [producer, n] : [producer, n, atMs],
  );
  const text = JSON.stringify([
    VERSION,
    epoch,
    first,
    count,
    prev,
    node,
    batch,
    committedAtMs,
    marks,
  ]);
  return asciiOf(text);
}

/** NATS does not define the encoding of headers, so non-ASCII characters are escaped. */
function asciiOf(json: string): string {
  return json.replaceAll(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Bytes of a text within the header. */
export function headerBytes(text: string): number {
  return asciiOf(JSON.stringify(text)).length;
}

export function encodePayload({ bytes, ends }: Pick<Chunk, 'bytes' | 'ends'>): Buffer {
  const payload = Buffer.allocUnsafe(bytes.length + ends.length * END_BYTES);
  bytes.copy(payload);
  let at = bytes.length;
  for (const end of ends) at = payload.writeUInt32LE(end, at);
  return payload;
}

/** Throws `LogDamagedError` for a message that is not a record. */
export function decodeHead(message: StoredMessage): StoredHead {
  const text = message.header(RECORD_HEADER);
  try {
    const [version, epoch, first, count, prev, node, batch, committedAtMs, marks] = JSON.parse(
      text,
    ) as [number, number, number, number, number, string, number, number, MarkTuple[]];
    if (version === VERSION) {
      return {
        streamSeq: message.seq,
        epoch,
        first,
        count,
        prev,
        node,
        batch,
        committedAtMs,
        marks: marks.map(([producer, n, atMs]) => ({
          producer,
          n,
          ...(atMs !== undefined && { atMs }),
        })),
      };
    }
  } catch {
    // Reported below.
  }
  throw notOurs(message);
}

type MarkTuple = [producer: string, n: number, atMs?: number];

/** Throws `LogDamagedError`. */
export function decodeRecord(message: StoredMessage): StoredRecord {
  const head = decodeHead(message);
  const { data } = message;
  const framesBytes = data.length - head.count * END_BYTES;
  const ends = new Uint32Array(head.count);
  if (framesBytes < 0) throw notOurs(message);
  for (let i = 0; i < head.count; i++) ends[i] = data.readUInt32LE(framesBytes + i * END_BYTES);
  if (head.count === 0 || ends[head.count - 1] !== framesBytes) throw notOurs(message);
  const { epoch, first, committedAtMs, marks } = head;
  const bytes = data.subarray(0, framesBytes);
  return { ...head, chunk: { epoch, first, committedAtMs, marks, bytes, ends } };
}

function notOurs({ seq, subject }: StoredMessage): LogDamagedError {
  return new LogDamagedError(
    `message ${seq} of ${subject} is not a record of this log; another program or a newer version of wearwire has published it`,
  );
}
