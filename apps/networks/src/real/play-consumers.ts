/**
 * A consumer reconnects over a slow link and has to read a large backlog while heart rate readings continue. Measures,
 * for each order of delivery, the age of heart rate on delivery and the time until the consumer has caught up.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { createConsumer } from '@wearwire/client-consumer';
import { newestFirst } from '@wearwire/client-consumer/newest-first';
import { Link } from '../link/link.js';
import { quantileOf } from '../outcome.js';
import { Relay, realClock } from './relay.js';
import { until } from './until.js';
import type { WearwireServer } from './wearwire-server.js';

/** Number of readings in the backlog: about 12 MB, which the default link of 1 Mbit/s carries in 100 s. */
const BACKLOG = 80_000;
/** Maximum number of readings that the phone queues; below the producer's limit. */
const QUEUED_READINGS_MAX = 4_000;
/** Duration for which heart rate is submitted. */
const HEART_RATE_MS = 90_000;
const READY_TIMEOUT_MS = 10_000;
const SUBMIT_TIMEOUT_MS = 30_000;
/** Time limit for the remaining backlog after heart rate has ended. */
const CATCH_UP_TIMEOUT_MS = 180_000;

export interface ConsumerOutcome {
  readonly order: string;
  readonly events: number;
  readonly missing: number;
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
  /** Time until the whole backlog was delivered. */
  readonly caughtUpMs: number | undefined;
}

/** `server` must be used only by this run, because its log is the backlog. */
export async function playConsumers(server: WearwireServer): Promise<ConsumerOutcome[]> {
  const phone = server.connect('backlog', server.port, {});
  await until(() => phone.times.readyAtMs.length > 0, READY_TIMEOUT_MS);
  const ts = new Date().toISOString();
  const received = () => server.arrivals.of('backlog').length;
  for (let val = 1; val <= BACKLOG; val++) {
    phone.submit('ECG', { ts, val });
    if (val % (QUEUED_READINGS_MAX / 2) === 0) {
      await until(() => received() > val - QUEUED_READINGS_MAX / 2, SUBMIT_TIMEOUT_MS);
    }
  }
  await until(() => received() === BACKLOG, SUBMIT_TIMEOUT_MS);
  const runs = await Promise.all(
    ['ascending', 'newest first'].map((order) => consume(server, order)),
  );
  const endMs = realClock.now() + HEART_RATE_MS;
  for (let val = BACKLOG + 1; realClock.now() < endMs; val++) {
    phone.submit('HEART_RATE', { ts: new Date().toISOString(), val });
    await delay(1_000);
  }
  const outcomes = await Promise.all(runs.map((end) => end()));
  await phone.close();
  return outcomes;
}

async function consume(
  server: WearwireServer,
  order: string,
): Promise<() => Promise<ConsumerOutcome>> {
  const link = new Link(realClock, {}, 1);
  const relay = await Relay.open(link, server.port);
  const startMs = realClock.now();
  const ages: number[] = [];
  const seen = new Set<number>();
  let backlogReceived = 0;
  let caughtUpMs: number | undefined;
  const consumer = createConsumer({
    url: server.url(relay.port),
    getToken: server.token(server.port),
    after: 0,
    ...(order === 'newest first' && { order: newestFirst }),
  });
  consumer.on('error', () => {});
  consumer.on('*', ({ type, reading, seq }) => {
    seen.add(seq);
    if (type === 'ECG' && ++backlogReceived === BACKLOG) caughtUpMs = realClock.now() - startMs;
    if (type !== 'HEART_RATE') return;
    ages.push(Date.now() - Date.parse((reading as { ts: string }).ts));
  });
  await until(() => consumer.state === 'ready', READY_TIMEOUT_MS);
  return async () => {
    await until(() => backlogReceived >= BACKLOG, CATCH_UP_TIMEOUT_MS);
    const events = seen.size;
    const missing = Math.max(...seen) - events;
    await consumer.stop();
    await relay[Symbol.asyncDispose]();
    return {
      order,
      events,
      missing,
      p50Ms: quantileOf(ages, 0.5),
      p99Ms: quantileOf(ages, 0.99),
      caughtUpMs,
    };
  };
}
