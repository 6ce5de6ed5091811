/**
 * The message by which a broker forwards a batch to another one: the length of a header, the header as JSON, then the
 * frames as in a record. The seqs of the events are provisional.
 */
import type { Chunk } from '../chunk.js';
import { decodeFrames, encodePayload, type Origin } from './record.js';

export interface ForwardedBatch {
  readonly developerId: string;
  readonly epoch: number;
  readonly origin: Origin;
  /** Stream sequence of the newest record that the sender has read. No record up to it contains the batch. */
  readonly prev: number;
  readonly chunk: Chunk;
}

const LENGTH_BYTES = 4;

type Header = Omit<ForwardedBatch, 'chunk'> & Omit<Chunk, 'bytes' | 'ends'> & { count: number };

export function encodeForward({ chunk, ...batch }: ForwardedBatch): Buffer {
  const { bytes, ends, ...rest } = chunk;
  const header: Header = { ...rest, ...batch, count: ends.length };
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, encodePayload(chunk)]);
}

/** Throws if the message cannot be decoded, such as one of another version. */
export function decodeForward(message: Buffer): ForwardedBatch {
  const headerEnd = LENGTH_BYTES + message.readUInt32LE();
  const header = JSON.parse(message.toString('utf8', LENGTH_BYTES, headerEnd)) as Header;
  const frames = decodeFrames(message.subarray(headerEnd), header.count);
  if (frames === undefined)
    throw new Error('a forwarded batch has other frames than its header says');
  const { developerId, epoch, origin, prev, count, ...rest } = header;
  return { developerId, epoch, origin, prev, chunk: { ...rest, epoch, ...frames } };
}
