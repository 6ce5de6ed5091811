import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createBroker, createLogger } from '../src/index.js';
import { until } from './client.js';

/** Connects with the header and sends an invalid frame. Returns the address in the broker's log line of the close. */
async function loggedAddress(trustedProxies: readonly string[]): Promise<string> {
  const lines: string[] = [];
  await using broker = await createBroker({
    port: 0,
    store: 'memory',
    developers: [{ id: 'a', key: 'k' }],
    trustedProxies,
    logger: createLogger('debug', { write: (line) => void lines.push(line) }),
  });
  const headers = { 'x-forwarded-for': '203.0.113.9' };
  const socket = new WebSocket(broker.url, { headers });
  await once(socket, 'message');
  socket.send('junk');
  await once(socket, 'close');
  const line = (): string | undefined => lines.find((one) => one.includes('closed a connection'));
  await until(() => line() !== undefined);
  return JSON.parse(line() as string).address;
}

describe('behind a proxy', () => {
  it('logs the address from a trusted proxy', async () => {
    expect(await loggedAddress(['10.0.0.0/8', '127.0.0.1'])).toBe('203.0.113.9');
  });

  it('ignores the header of other clients', async () => {
    expect(await loggedAddress([])).toBe('127.0.0.1');
    expect(await loggedAddress(['10.0.0.0/8'])).toBe('127.0.0.1');
  });
});
