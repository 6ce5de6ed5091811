/**
 * Events that are submitted together, with one answer for all of them: numbered within one turn of the event loop,
 * so that they are neighbours in one chunk, which is stored completely or not at all.
 */
import type { DeveloperStream, ProducerPort } from './developer-stream.js';

/** The seqs of stored neighbours. */
export interface StoredSeqs {
  readonly first: number;
  readonly last: number;
}

/**
 * Calls `submitAll`, which submits some events to the stream and returns their number, and resolves when they are
 * stored; with `undefined` where they were refused. A refusal leaves open whether they are in the log.
 */
export function post(
  stream: DeveloperStream,
  submitAll: () => number,
): Promise<StoredSeqs | undefined> {
  const count = submitAll();
  const lastTicket = stream.submittedTicket;
  return new Promise((resolve) => {
    const port: ProducerPort = {
      committed: () => {
        if (stream.storedTicket < lastTicket) return stream.notifyOnCommit(port);
        const last = stream.storedSeqOf(lastTicket);
        end({ first: last - count + 1, last });
      },
      refused: () => end(undefined),
    };
    const end = (seqs: StoredSeqs | undefined): void => {
      stream.removeProducer(port);
      resolve(seqs);
    };
    stream.addProducer(port);
    stream.notifyOnCommit(port);
  });
}
