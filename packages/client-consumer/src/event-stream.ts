/**
 * Returns a loop as a WHATWG stream: an event counts as processed when the next one is read. Cancelling ends the loop.
 */
import type { StreamEvent } from './events.js';

export function eventStream(
  loop: AsyncIterableIterator<StreamEvent, undefined>,
): ReadableStream<StreamEvent> {
  // Do not read ahead: an event in the queue of the stream would count as processed.
  const noReadAhead = { highWaterMark: 0 };
  const source: UnderlyingDefaultSource<StreamEvent> = {
    async pull(controller) {
      const { done, value } = await loop.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await loop.return?.();
    },
  };
  return new ReadableStream(source, noReadAhead);
}
