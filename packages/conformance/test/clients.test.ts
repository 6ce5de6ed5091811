/**
 * The checks of clients, run against a conforming reference client, one with a fault, and the two client
 * packages.
 */
import { createConsumer } from '@wearwire/client-consumer';
import { createProducer } from '@wearwire/client-producer';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ClientTarget } from '../src/clients/client-settings.js';
import { CLIENT_CHECKS, runClientConformance } from '../src/clients/run-clients.js';
import { formatRow } from '../src/report.js';
import { CLIENT_FAULTS, type ClientFault } from './reference-client/faults.js';
import { ReferenceClient } from './reference-client/reference-client.js';

function startConsumer({ url, getToken }: ClientTarget) {
  const consumer = createConsumer({ url, getToken });
  consumer.on('*', () => {});
  consumer.on('error', () => {});
  return consumer;
}

function startProducer({ url, getToken }: ClientTarget) {
  const producer = createProducer({ url, getToken });
  producer.on('error', () => {});
  return { stop: () => producer.close({ timeoutMs: 1 }) };
}

function startReference(fault?: ClientFault) {
  return (target: ClientTarget) => new ReferenceClient(target, fault);
}

/**
 * Long margins, so that a busy machine does not fail a conforming client. Clients with a fault get shorter
 * ones.
 */
const relaxed = { heartbeatIntervalMs: 3_000, marginMs: 2_500, connectTimeoutMs: 30_000 };

describe.concurrent('clients', () => {
  test.each([
    ['the reference client', startReference()],
    ['@wearwire/client-consumer', startConsumer],
    ['@wearwire/client-producer', startProducer],
  ])('%s passes every check', async (_name, start) => {
    const report = await runClientConformance({ ...relaxed, start });
    expect(report.rows.filter((row) => row.verdict !== 'pass').map(formatRow)).toEqual([]);
    expect(report.rows.length).toBe(CLIENT_CHECKS.length);
  });

  /** In these runs expected events do not happen, so waits are short. */
  const shortWaits = { heartbeatIntervalMs: 400, marginMs: 150, connectTimeoutMs: 700 };

  /** `no-jitter` gets a longer interval, because a busy machine spreads first heartbeats by a small part of it. */
  const overridesFor = (fault: string) => fault === 'no-jitter' && { heartbeatIntervalMs: 4_000 };

  for (const [fault, ids] of Object.entries(CLIENT_FAULTS)) {
    test(`the fault ${fault} is detected`, async () => {
      const start = startReference(fault as ClientFault);
      const { rows } = await runClientConformance({
        ...shortWaits,
        ...overridesFor(fault),
        start,
        only: ids,
      });
      expect(rows.filter((row) => row.verdict !== 'fail').map(formatRow)).toEqual([]);
      expect(rows.map((row) => row.observed).join()).not.toContain('internal error of the check');
      expect(rows.map((row) => row.id).sort()).toEqual([...ids].sort());
    });
  }

  test('every check fails for at least one fault', () => {
    const detected: ReadonlySet<string> = new Set(Object.values(CLIENT_FAULTS).flat());
    expect(CLIENT_CHECKS.map(({ id }) => id).filter((id) => !detected.has(id))).toEqual([]);
  });
});

test('reports a failure for a client that cannot be started and for one that sends invalid frames', async () => {
  const only = ['client-heartbeat.interval'];
  const failedStart = await runClientConformance({
    start: () => Promise.reject(new Error('no such program')),
    only,
  });
  expect(failedStart.rows[0]).toMatchObject({ verdict: 'fail', observed: 'no such program' });
  const invalidFrames = await runClientConformance({
    start: ({ url }) => {
      const socket = new WebSocket(url);
      socket.on('open', () => socket.send('hello'));
      return { stop: () => socket.terminate() };
    },
    heartbeatIntervalMs: 50,
    only,
  });
  expect(invalidFrames.rows[0]?.verdict).toBe('fail');
});

test('skips a running check when the signal aborts', async () => {
  const report = await runClientConformance({
    start: startReference(),
    only: ['client-codes.never'],
    signal: AbortSignal.timeout(50),
  });
  expect(report.rows[0]).toMatchObject({ verdict: 'skip', observed: 'the run was aborted' });
});
