/** P-CLI-1, P-CLI-2: when a client sends heartbeats, and what it does if one is not acknowledged. */
import type { ClientCheck } from '../check.js';
import { assert } from '../verdict.js';
import { type ClientTestContext, waitForHeartbeats } from './client-test-context.js';

/** Enough clients that random delays are very unlikely to coincide. */
const CLIENTS = 12;
const FIRST_FRACTION_MIN = 0.1;
/** Smallest accepted spread of the first heartbeats of `CLIENTS` clients, as a fraction of the interval. */
const SPREAD_FRACTION_MIN = 0.15;
const HEARTBEATS = 5;
/** Accepted clock inaccuracy. */
const CLOCK_MS = 3;

async function firstHeartbeat(context: ClientTestContext): Promise<string> {
  const { heartbeatIntervalMs: interval, marginMs } = context.settings;
  const fixtures = await context.startMany(CLIENTS);
  const delays = await Promise.all(
    fixtures.map(async (fixture) => {
      const { openedAtMs, heartbeatsAtMs } = await fixture.connection(1);
      const withinMs = interval + marginMs + context.settings.connectTimeoutMs;
      return (
        (await fixture.waitFor(() => heartbeatsAtMs[0], withinMs, 'the first HEARTBEAT')) -
        openedAtMs
      );
    }),
  );
  const [least, most] = [Math.min(...delays), Math.max(...delays)];
  const seen = `first heartbeats ${Math.round(least)} to ${Math.round(most)} ms after HELLO`;
  assert(least >= interval * FIRST_FRACTION_MIN - CLOCK_MS, `${seen}: too early`);
  assert(most <= interval + marginMs, `${seen}: too late`);
  assert(most - least >= interval * SPREAD_FRACTION_MIN, `${seen}: not randomly spread`);
  return `${seen} (interval ${interval} ms, ${CLIENTS} clients)`;
}

async function everyInterval(context: ClientTestContext): Promise<string> {
  const { heartbeatIntervalMs: interval, marginMs } = context.settings;
  const fixture = await context.start();
  const connection = await fixture.connection(1);
  await waitForHeartbeats(fixture, connection, HEARTBEATS);
  const sentAtMs = connection.heartbeatsAtMs;
  const gaps = sentAtMs
    .slice(1, HEARTBEATS)
    .map((at, index) => Math.round(at - (sentAtMs[index] as number)));
  const seen = `${gaps.join(', ')} ms between heartbeats (interval ${interval} ms)`;
  assert(
    gaps.every((gap) => Math.abs(gap - interval) <= marginMs),
    seen,
  );
  return seen;
}

async function missingAck(context: ClientTestContext): Promise<string> {
  const { heartbeatIntervalMs: interval, marginMs, connectTimeoutMs } = context.settings;
  const fixture = await context.start({ ackAfterMs: (n) => (n === 1 ? 0 : undefined) });
  const first = await fixture.connection(1);
  const withinMs = 4 * interval + marginMs;
  const endedAtMs = await fixture.waitFor(
    () => first.endedAtMs,
    withinMs,
    'the end of the connection without ACKs',
  );
  const unanswered = first.heartbeatsAtMs[1];
  assert(
    unanswered !== undefined,
    'the client disconnected although every heartbeat was acknowledged',
  );
  const afterMs = Math.round(endedAtMs - unanswered);
  const seen = `disconnected ${afterMs} ms after a heartbeat without ACK`;
  assert(Math.abs(afterMs - interval) <= marginMs, seen);
  assert(
    first.heartbeatsAtMs.length === 2,
    `${first.heartbeatsAtMs.length - 2} more heartbeats after one without ACK`,
  );
  await fixture.connection(2, connectTimeoutMs);
  return `${seen} (interval ${interval} ms), then reconnected`;
}

async function lateAck(context: ClientTestContext): Promise<string> {
  const ackAfterMs = context.settings.heartbeatIntervalMs / 2;
  const fixture = await context.start({ ackAfterMs: () => ackAfterMs });
  await waitForHeartbeats(fixture, await fixture.connection(1), HEARTBEATS);
  return `open after ${HEARTBEATS} heartbeats with ACKs half an interval late`;
}

export const heartbeatChecks: readonly ClientCheck[] = [
  {
    id: 'client-heartbeat.first',
    rule: 'P-CLI-1',
    title: 'sends the first heartbeat after a random fraction of the interval',
    expected: '0.1 to 1.0 intervals after HELLO, at a different time for each client',
    run: firstHeartbeat,
  },
  {
    id: 'client-heartbeat.interval',
    rule: 'P-CLI-1',
    title: 'sends heartbeats at the interval in HELLO',
    expected: 'one interval between heartbeats',
    run: everyInterval,
  },
  {
    id: 'client-heartbeat.dead-link',
    rule: 'P-CLI-2',
    title: 'disconnects if a heartbeat is not acknowledged when the next one is due',
    expected: 'the connection ends one interval after that heartbeat; the client reconnects',
    run: missingAck,
  },
  {
    id: 'client-heartbeat.late-ack',
    rule: 'P-CLI-2',
    title: 'keeps a connection whose ACKs are late, but arrive before the next heartbeat is due',
    expected: 'the connection stays open',
    run: lateAck,
  },
];
