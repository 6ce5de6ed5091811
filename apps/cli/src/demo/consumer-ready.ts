import type { Consumer } from '@wearwire/client-consumer';

/** Resolves when the consumer is ready, or has been stopped; rejects if it ends with an error before. */
export async function consumerReady(consumer: Consumer): Promise<void> {
  const ready = new Promise<void>((resolve) => {
    consumer.on('state', ({ state }) => {
      if (state === 'ready') resolve();
    });
  });
  // Without a listener the client prints errors; `ended` resolves with the one that ends the consumer.
  consumer.on('error', () => {});
  const error = await Promise.race([ready, consumer.ended]);
  if (error) throw error;
}
