/**
 * What stands behind the last record of a sealed segment, so that a start need not read the records: for
 * each developer the runs of its chunks, its newest seq and how far its numbering producers are.
 *
 *   body (V8's structured clone of plain data) · u32 bytes of the body · u32 CRC-32C of body and length · mark
 *
 * A footer that is torn or missing costs time, not data: the records are read instead.
 */
import { deserialize, serialize } from 'node:v8';
import { crc32c } from '@node-rs/crc32';
import type { ChunkIndexData } from './chunk-index.js';
import type { LogFile } from './files.js';

export interface DeveloperFooter {
  readonly developerId: string;
  readonly index: ChunkIndexData;
  /** Producer, its newest number, when it came (ms since 1970). */
  readonly marks: readonly (readonly [producer: string, n: number, atMs: number])[];
}

export interface Footer {
  readonly oldestAtMs: number;
  readonly newestAtMs: number;
  readonly developers: readonly DeveloperFooter[];
}

const MARK = Buffer.from('wearwire footer 1\n\0\0\0\0\0\0', 'latin1');
const TAIL_BYTES = 8 + MARK.length;

export function encodeFooter(footer: Footer): Buffer {
  const body = serialize(footer);
  const bytes = Buffer.concat([body, Buffer.alloc(8), MARK]);
  bytes.writeUInt32LE(body.length, body.length);
  bytes.writeUInt32LE(crc32c(bytes.subarray(0, body.length + 4)), body.length + 4);
  return bytes;
}

export interface FoundFooter {
  /** `undefined`: it is there, but it is not right. */
  readonly footer: Footer | undefined;
  /** Where it starts in the file: where the records end. */
  readonly start: number;
}

/** The footer at the end of the file, if there is one. `size`: bytes of the file. */
export async function readFooter(file: LogFile, size: number): Promise<FoundFooter | undefined> {
  if (size < TAIL_BYTES) return undefined;
  const tail = Buffer.alloc(TAIL_BYTES);
  await file.read(tail, size - TAIL_BYTES);
  if (!tail.subarray(8).equals(MARK)) return undefined;
  const start = size - TAIL_BYTES - tail.readUInt32LE(0);
  if (start < 0) return undefined;
  const bytes = Buffer.alloc(size - start - MARK.length);
  await file.read(bytes, start);
  const crcAt = bytes.length - 4;
  const isRight = crc32c(bytes.subarray(0, crcAt)) === bytes.readUInt32LE(crcAt);
  if (!isRight) return { footer: undefined, start };
  return { footer: deserialize(bytes.subarray(0, bytes.length - 8)) as Footer, start };
}
