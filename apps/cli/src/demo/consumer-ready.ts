import type { Consumer } from '@wearwire/client-consumer';

/** Resolves when the consumer is ready or has been stopped; rejects if an error ends it before it is ready. */
export async function consumerReady(consumer: Consumer): Promise<void> {
  const ready = new Promise<void>((resolve) => {
    consumer.on('state', ({ state }) => {
      if (state === 'ready') resolve();
    });
  });
  // Without a listener, the client prints errors. `ended` resolves to the error that ends the consumer, if any.
  consumer.on('error', () => {});
  const error = await Promise.race([ready, consumer.ended]);
  if (error) throw error;
}
