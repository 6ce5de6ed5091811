import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { until } from './client.js';
import { lineLogger } from './loggers.js';
import { startTestBroker } from './start-test-broker.js';

/** Connects with the header and sends an invalid frame. Returns the address in the broker's log line of the close. */
async function loggedAddress(trustedProxies: readonly string[]): Promise<string> {
  const lines: string[] = [];
  await using broker = await startTestBroker({ trustedProxies, logger: lineLogger(lines) });
  const headers = { 'x-forwarded-for': '203.0.113.9' };
  const socket = new WebSocket(broker.url, { headers });
  await once(socket, 'message');
  socket.send('junk');
  await once(socket, 'close');
  const closed = () => lines.find((line) => line.includes('closed a connection'));
  await until(() => closed() !== undefined);
  return JSON.parse(closed() as string).address;
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
