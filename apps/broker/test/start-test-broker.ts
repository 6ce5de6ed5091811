/** A broker in this process: on free ports, in memory, with metrics and two developers unless the options differ. */
import type { Broker } from '../src/broker.js';
import { type BrokerOptions, createBroker } from '../src/create-broker.js';

const DEVELOPERS = [
  { id: 'a', key: 'key-of-a' },
  { id: 'b', key: 'key-of-b' },
];

/** Credentials of the developers, as `ID:KEY`. */
export const A = 'a:key-of-a';
export const B = 'b:key-of-b';

/** Credentials of developers a and b, as headers of a request. */
export const HEADERS_OF_A = { 'dev-id': 'a', 'x-api-key': 'key-of-a' };
export const HEADERS_OF_B = { 'dev-id': 'b', 'x-api-key': 'key-of-b' };

export function startTestBroker(options: BrokerOptions = {}): Promise<Broker> {
  return createBroker({
    port: 0,
    metricsPort: 0,
    store: 'memory',
    developers: DEVELOPERS,
    ...options,
  });
}

export async function metricsOf({ metricsUrl }: Broker): Promise<string> {
  return (await fetch(String(metricsUrl))).text();
}
