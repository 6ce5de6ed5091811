/** Finds out whether a log was rolled back: an older copy of the streams was restored, or servers lost records. */
import type { Heads } from './heads.js';
import type { Jet } from './jet.js';
import { decodeHead, lastSeqOf } from './record.js';
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
  const own = await jet.at(stream, streamSeq);
  if (own?.subject === subject) return lastSeqOf(decodeHead(own)) !== lastSeq;
  // Retention has removed the record, or it is lost.
  const newest = await jet.last(stream, subject);
  if (newest === undefined) return (await heads.of(subject)).lastSeq < lastSeq;
  const head = decodeHead(newest);
  return head.streamSeq < streamSeq || lastSeqOf(head) < lastSeq;
}
