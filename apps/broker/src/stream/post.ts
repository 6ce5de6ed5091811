/**
 * Events that are submitted together, with one answer for all of them: numbered within one turn of the event loop,
 * as a separate chunk, which is stored completely or not at all.
 */
import type { DeveloperStream } from './developer-stream.js';
import type { ProducerPort } from './stream-producers.js';

/**
 * Seqs of the first and the last event; `repeated`: another broker has received and stored the same post;
 * `refused`: the log has not confirmed them; they may be in it nevertheless.
 */
export type PostOutcome =
  | { readonly first: number; readonly last: number }
  | 'repeated'
  | 'refused';

/**
 * Calls `submitAll`, which submits some events to the stream and returns their number. Resolves when they are answered.
 */
export function post(stream: DeveloperStream, submitAll: () => number): Promise<PostOutcome> {
  // Earlier events of this turn become a separate chunk, so that a log need not split this one.
  stream.flush();
  const count = submitAll();
  const lastTicket = stream.submittedTicket;
  return new Promise((resolve) => {
    const port: ProducerPort = {
      committed: () => {
        if (stream.storedTicket < lastTicket) return stream.notifyOnCommit(port);
        const last = stream.storedSeqOf(lastTicket);
        end(last === undefined ? 'repeated' : { first: last - count + 1, last });
      },
      refused: () => end('refused'),
    };
    const end = (outcome: PostOutcome): void => {
      stream.removeProducer(port);
      resolve(outcome);
    };
    stream.addProducer(port);
    stream.notifyOnCommit(port);
    stream.flush();
  });
}
