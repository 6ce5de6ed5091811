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
export interface RecordHeader {
  readonly epoch: number;
  /** `seq` of the first event. */
  readonly first: number;
  /** Number of events. */
  readonly count: number;
  /** Stream sequence of the previous record; 0 for the first one. */
  readonly prev: number;
  /**
   * The broker that appended the record, and the number of its batch there. Together they identify the record if an
   * answer was lost.
   */
  readonly node: string;
  readonly batch: number;
  readonly committedAtMs: number;
  readonly marks: readonly ProducerMark[];
  /** Batches of other brokers in this record, which were forwarded to its appender; absent: none. */
  readonly origins?: readonly RecordOrigin[];
}

/** Identifies a batch: the broker that received its events, and a number that is unique there. */
export interface Origin {
  readonly node: string;
  readonly batch: number;
}

/** The position of a forwarded batch in the record. */
export interface RecordOrigin extends Origin {
  readonly from: number;
  readonly count: number;
}

/** A record and its stream sequence. */
export interface StoredHeader extends RecordHeader {
  readonly streamSeq: number;
}

export interface StoredRecord extends StoredHeader {
  readonly chunk: Chunk;
}

export function lastSeqOf({ first, count }: RecordHeader): number {
  return first + count - 1;
}

/** The position of a forwarded batch in the record; `undefined`: it is not in the record. */
export function originIn(
  { origins }: RecordHeader,
  { node, batch }: Origin,
): RecordOrigin | undefined {
  return origins?.find((one) => one.node === node && one.batch === batch);
}

/** Whether the batch is in the record, whichever broker appended it. */
export function holdsBatch(header: RecordHeader, origin: Origin): boolean {
  const isOwn = header.node === origin.node && header.batch === origin.batch;
  return isOwn || originIn(header, origin) !== undefined;
}

/** Number of events in the record that came from producers of the broker `wanted`. */
export function countOfNode({ node, count, origins = [] }: RecordHeader, wanted: string): number {
  let own = node === wanted ? count : 0;
  for (const one of origins) {
    if (one.node === wanted) own += one.count;
    if (node === wanted) own -= one.count;
  }
  return own;
}

export function encodeHeader(header: RecordHeader): string {
  const { epoch, first, count, prev, node, batch, committedAtMs, origins = [] } = header;
  const marks = header.marks.map(({ producer, n, atMs }) =>
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
    ...(origins.length === 0 ? [] : [origins.map(originTuple)]),
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
export function decodeHeader(message: StoredMessage): StoredHeader {
  const text = message.header(RECORD_HEADER);
  try {
    const [version, epoch, first, count, prev, node, batch, committedAtMs, marks, origins] =
      JSON.parse(text) as HeaderTuple;
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
        ...(origins !== undefined && { origins: origins.map(originOf) }),
      };
    }
  } catch {
    // Invalid JSON: thrown below as a message that is not a record.
  }
  throw notOurs(message);
}

type OriginTuple = [node: string, batch: number, from: number, count: number];
type HeaderTuple = [
  version: number,
  epoch: number,
  first: number,
  count: number,
  prev: number,
  node: string,
  batch: number,
  committedAtMs: number,
  marks: MarkTuple[],
  origins?: OriginTuple[],
];

function originTuple({ node, batch, from, count }: RecordOrigin): OriginTuple {
  return [node, batch, from, count];
}

function originOf([node, batch, from, count]: OriginTuple): RecordOrigin {
  return { node, batch, from, count };
}

type MarkTuple = [producer: string, n: number, atMs?: number];

/** Throws `LogDamagedError`. */
export function decodeRecord(message: StoredMessage): StoredRecord {
  const header = decodeHeader(message);
  const frames = decodeFrames(message.data, header.count);
  if (frames === undefined) throw notOurs(message);
  const { epoch, first, committedAtMs, marks } = header;
  return { ...header, chunk: { epoch, first, committedAtMs, marks, ...frames } };
}

/** The inverse of `encodePayload`; `undefined` if it does not have `count` frames. */
export function decodeFrames(
  payload: Buffer,
  count: number,
): Pick<Chunk, 'bytes' | 'ends'> | undefined {
  const framesBytes = payload.length - count * END_BYTES;
  if (framesBytes < 0) return undefined;
  const ends = new Uint32Array(count);
  for (let i = 0; i < count; i++) ends[i] = payload.readUInt32LE(framesBytes + i * END_BYTES);
  if (count === 0 || ends[count - 1] !== framesBytes) return undefined;
  return { bytes: payload.subarray(0, framesBytes), ends };
}

function notOurs({ seq, subject }: StoredMessage): LogDamagedError {
  return new LogDamagedError(
    `message ${seq} of ${subject} is not a record of this log; another program or a newer version of wearwire has published it`,
  );
}
