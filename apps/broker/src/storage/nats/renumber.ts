/** Gives the events of a chunk other numbers than those that they were guessed to have. */
import type { Chunk } from '../chunk.js';
import { chunkFrame } from '../chunk.js';

const SEQ = Buffer.from(',"seq":');
const COMMA = 0x2c;
const CLOSE_BRACE = 0x7d;

/** The frames of the chunk's events number `indexes`, as of `first`, ascending by one. */
export function renumbered(
  chunk: Chunk,
  indexes: readonly number[],
  first: number,
): readonly Buffer[] {
  return indexes.map((index, i) => withSeq(chunkFrame(chunk, index), first + i));
}

/** The frame with this `seq`. Within a JSON text a quote is escaped, so the last `,"seq":` is the envelope's. */
function withSeq(frame: Buffer, seq: number): Buffer {
  const at = frame.lastIndexOf(SEQ) + SEQ.length;
  let end = at;
  while (end < frame.length && frame[end] !== COMMA && frame[end] !== CLOSE_BRACE) end++;
  const digits = String(seq);
  if (frame.toString('latin1', at, end) === digits) return frame;
  return Buffer.concat([frame.subarray(0, at), Buffer.from(digits), frame.subarray(end)]);
}
