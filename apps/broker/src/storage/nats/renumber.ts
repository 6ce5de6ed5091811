/** Replaces the provisional seqs of the events of a chunk. */
import type { Chunk } from '../chunk.js';
import { chunkFrame } from '../chunk.js';

const SEQ = Buffer.from(',"seq":');
const COMMA = 0x2c;
const CLOSE_BRACE = 0x7d;

/** The frames of the events `indexes` of the chunk, with consecutive seqs from `first`. */
export function renumbered(
  chunk: Chunk,
  indexes: readonly number[],
  first: number,
): readonly Buffer[] {
  return indexes.map((index, i) => withSeq(chunkFrame(chunk, index), first + i));
}

/** The frame with this `seq`. Quotes in JSON strings are escaped, so the last `,"seq":` is the key of the frame. */
function withSeq(frame: Buffer, seq: number): Buffer {
  const at = frame.lastIndexOf(SEQ) + SEQ.length;
  let end = at;
  while (end < frame.length && frame[end] !== COMMA && frame[end] !== CLOSE_BRACE) end++;
  const digits = String(seq);
  if (frame.toString('latin1', at, end) === digits) return frame;
  return Buffer.concat([frame.subarray(0, at), Buffer.from(digits), frame.subarray(end)]);
}
