/** Finds out whether a log was rolled back: an older copy of the streams was restored, or servers lost records. */
import type { Heads } from './heads.js';
import type { Jet } from './jet.js';
import { decodeHeader, lastSeqOf } from './record.js';
import type { ChainEnd } from './record-reader.js';

export interface LogPlace {
  readonly jet: Jet;
  readonly heads: Heads;
  readonly stream: string;
  readonly subject: string;
}

/** Whether the log has lost the record at a position that this broker has reached. */
export async function isRolledBack(place: LogPlace, position: ChainEnd): Promise<boolean> {
  const { jet, heads, stream, subject } = place;
  const { streamSeq, lastSeq } = position;
  const message = await jet.at(stream, streamSeq);
  if (message?.subject === subject) return lastSeqOf(decodeHeader(message)) !== lastSeq;
  // Retention has removed the record, or it is lost.
  const newest = await jet.last(stream, subject);
  if (newest === undefined) return (await heads.of(subject)).lastSeq < lastSeq;
  const header = decodeHeader(newest);
  return header.streamSeq < streamSeq || lastSeqOf(header) < lastSeq;
}
