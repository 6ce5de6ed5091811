/** A loop as a WHATWG stream: an event is done with when the next one is read. Cancelling leaves the loop. */
import type { StreamEvent } from './events.js';

export function eventStream(
  loop: AsyncIterableIterator<StreamEvent, undefined>,
): ReadableStream<StreamEvent> {
  // Nothing is read ahead: an event that waits in a stream's own queue would count as done with.
  const nothingAhead = { highWaterMark: 0 };
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
  return new ReadableStream(source, nothingAhead);
}
