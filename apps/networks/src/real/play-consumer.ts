/**
 * A consumer reconnects over a slow link and has to read a large backlog while heart rate readings continue. Measures,
 * for each order of delivery, the age of heart rate on delivery and the time until the consumer has caught up.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { createConsumer } from '@wearwire/client-consumer';
import { newestFirst } from '@wearwire/client-consumer/newest-first';
import { Link } from '../link/link.js';
import { quantileOf } from '../outcome.js';
import { USUAL_LINK } from '../stage.js';
import { Relay, realClock } from './relay.js';
import { until } from './until.js';
import type { WearwireServer } from './wearwire-server.js';

const READY_MS = 10_000;
/** Time limit for the remaining backlog after heart rate has ended. */
const CATCH_UP_MS = 180_000;

export interface ConsumerOutcome {
  readonly order: string;
  readonly events: number;
  readonly missing: number;
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
  /** Time until the whole backlog was delivered. */
  readonly caughtUpMs: number | undefined;
}

export interface BacklogRun {
  /** Number of readings in the backlog. */
  readonly backlog: number;
  readonly bytesPerSecond: number;
  /** Duration for which heart rate is submitted. */
  readonly forMs: number;
}

/** `server` must be used only by this run, because its log is the backlog. */
export async function playConsumers(
  server: WearwireServer,
  { backlog, bytesPerSecond, forMs }: BacklogRun,
): Promise<ConsumerOutcome[]> {
  const phone = server.connect('backlog', server.port, {});
  await until(() => phone.readyAtMs.length > 0, 10_000);
  const ts = new Date().toISOString();
  const received = () => server.receivedOf('backlog').length;
  for (let val = 1; val <= backlog; val++) {
    phone.submit('ECG', { ts, val });
    // Keep the queue below the producer's limit.
    if (val % 4_000 === 0) await until(() => received() >= val - 2_000, 30_000);
  }
  await until(() => received() === backlog, 30_000);
  const runs = await Promise.all(
    ['ascending', 'newest first'].map((order) =>
      consume(server, order, { backlog, bytesPerSecond }),
    ),
  );
  const endMs = realClock.now() + forMs;
  for (let val = backlog + 1; realClock.now() < endMs; val++) {
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
  { backlog, bytesPerSecond }: Omit<BacklogRun, 'forMs'>,
): Promise<() => Promise<ConsumerOutcome>> {
  const link = new Link(realClock, { ...USUAL_LINK, bytesPerSecond }, 1);
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
    if (type === 'ECG' && ++backlogReceived === backlog) caughtUpMs = realClock.now() - startMs;
    if (type !== 'HEART_RATE') return;
    ages.push(Date.now() - Date.parse((reading as { ts: string }).ts));
  });
  await until(() => consumer.state === 'ready', READY_MS);
  return async () => {
    await until(() => backlogReceived >= backlog, CATCH_UP_MS);
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
