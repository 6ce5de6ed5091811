/** Submits readings with one producer for the whole app; the producer reconnects by itself. */
import type { Reading } from '@wearwire/ble-parsers';
import { createProducer, type Producer } from '@wearwire/client-producer';
import { BROKER_URL, getToken } from './settings';

export function startProducer(onDropped: (count: number) => void): Producer {
  const producer = createProducer({ url: BROKER_URL, getToken });
  producer.on('dropped', ({ count }) => onDropped(count));
  producer.on('error', (error) => console.warn(error.message));
  return producer;
}

/** Does not wait: the producer queues readings that it cannot send yet, up to its limits. */
export function submitReadings(producer: Producer, readings: readonly Reading[]): void {
  for (const reading of readings) {
    const ts = new Date(reading.measuredAtMs ?? Date.now()).toISOString();
    const value = 'val' in reading ? { val: reading.val } : { d: reading.d };
    void producer.submit<string>(reading.type, { ts, ...value });
  }
}
