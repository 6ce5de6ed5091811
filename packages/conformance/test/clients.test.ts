/** The checks of clients: against one that keeps the rules, one that breaks one of them, and our own two. */
import { createConsumer } from '@wearwire/client-consumer';
import { createProducer } from '@wearwire/client-producer';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ClientTarget } from '../src/clients/client-check.js';
import { CLIENT_CHECKS, runClientConformance } from '../src/clients/run-clients.js';
import { formatRow } from '../src/report.js';
import { CLIENT_FAULTS, type ClientFault } from './stand-in-client/faults.js';
import { StandInClient } from './stand-in-client/stand-in-client.js';

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

function startStandIn(fault?: ClientFault) {
  return (target: ClientTarget) => new StandInClient(target, fault);
}

/** Margins that a busy machine does not miss; a client that breaks a rule is judged by closer ones. */
const calm = { heartbeatIntervalMs: 3_000, marginMs: 2_500, connectTimeoutMs: 30_000 };

describe.concurrent('clients that keep the rules', () => {
  test.each([
    ['the stand-in', startStandIn()],
    ['@wearwire/client-consumer', startConsumer],
    ['@wearwire/client-producer', startProducer],
  ])('%s passes every check', async (_name, start) => {
    const report = await runClientConformance({ ...calm, start });
    expect(report.rows.filter((row) => row.verdict !== 'pass').map(formatRow)).toEqual([]);
    expect(report.rows.length).toBe(CLIENT_CHECKS.length);
  });
});

describe('clients that break a rule', () => {
  /** What must come does not, in these runs: the wait for it is cut short. */
  const impatient = { heartbeatIntervalMs: 400, marginMs: 150, connectTimeoutMs: 700 };

  /** Delays of a busy machine spread first beats too: by less than a part of this interval. */
  const unlike = (fault: string) => fault === 'no-jitter' && { heartbeatIntervalMs: 4_000 };

  for (const [fault, ids] of Object.entries(CLIENT_FAULTS)) {
    test.concurrent(`${fault} is noticed`, async () => {
      const start = startStandIn(fault as ClientFault);
      const { rows } = await runClientConformance({
        ...impatient,
        ...unlike(fault),
        start,
        only: ids,
      });
      expect(rows.filter((row) => row.verdict !== 'fail').map(formatRow)).toEqual([]);
      expect(rows.map((row) => row.observed).join()).not.toContain('the check itself broke');
      expect(rows.map((row) => row.id).sort()).toEqual([...ids].sort());
    });
  }

  test('no check passes whatever a client does', () => {
    const noticed: ReadonlySet<string> = new Set(Object.values(CLIENT_FAULTS).flat());
    expect(CLIENT_CHECKS.map(({ id }) => id).filter((id) => !noticed.has(id))).toEqual([]);
  });
});

test('bears a client that cannot be started, and one that speaks nonsense', async () => {
  const only = ['client-heartbeat.interval'];
  const unstarted = await runClientConformance({
    start: () => Promise.reject(new Error('no such program')),
    only,
  });
  expect(unstarted.rows[0]).toMatchObject({ verdict: 'fail', observed: 'no such program' });
  const nonsense = await runClientConformance({
    start: ({ url }) => {
      const socket = new WebSocket(url);
      socket.on('open', () => socket.send('hello'));
      return { stop: () => socket.terminate() };
    },
    heartbeatIntervalMs: 50,
    only,
  });
  expect(nonsense.rows[0]?.verdict).toBe('fail');
});

test('ends early when the signal comes', async () => {
  const report = await runClientConformance({
    start: startStandIn(),
    only: ['client-codes.never'],
    signal: AbortSignal.timeout(50),
  });
  expect(report.rows[0]).toMatchObject({ verdict: 'skip', observed: 'the run was ended' });
});
