/** Kills brokers on NATS at chosen points of an append. */
import { setTimeout as delay } from 'node:timers/promises';
import type { NatsMessage } from '@wearwire/test-support/nats';
import { STREAM_INVARIANTS } from '../invariants.js';
import { isAnnouncement, isAppend, NatsCluster } from '../nats/nats-cluster.js';
import type { FaultRow, RowContext } from '../row.js';

/** The messages, sent by a broker or to it, at which it is killed. They are not forwarded. */
const POINTS: readonly { readonly name: string; is(message: NatsMessage): boolean }[] = [
  { name: 'before the publish', is: ({ to, subject }) => to === 'server' && isAppend(subject) },
  {
    name: 'between publish and acknowledgement',
    is: ({ to, answers }) => to === 'client' && answers !== undefined && isAppend(answers),
  },
  {
    name: 'between acknowledgement and announcement',
    is: ({ to, subject }) => to === 'server' && isAnnouncement(subject),
  },
  {
    name: 'between a forwarded batch and its reply',
    is: ({ to, subject }) => to === 'server' && subject.startsWith('_INBOX.'),
  },
];

const REACHED_TIMEOUT_MS = 60_000;

/** Time until the kill, in which a broker that acknowledges too early would send its acknowledgement. */
const EARLY_ANSWER_MS = 30;

/** Resolves with the first broker that reaches the point. Drops this broker's messages that match the point. */
function firstBrokerAt(cluster: NatsCluster, point: (typeof POINTS)[number]): Promise<number> {
  let victim: number | undefined;
  return new Promise((resolve) => {
    for (const [index, proxy] of cluster.proxies.entries()) {
      proxy.filter = (message) => {
        if (!point.is(message) || (victim ?? index) !== index) return true;
        victim = index;
        resolve(index);
        return false;
      };
    }
  });
}

async function killAt(cluster: NatsCluster, { tally }: RowContext): Promise<void> {
  const point = POINTS[tally.injected % POINTS.length] as (typeof POINTS)[number];
  using load = await cluster.startLoad();
  await load.waitForAcknowledgements(2);
  const victim = await Promise.race([firstBrokerAt(cluster, point), delay(REACHED_TIMEOUT_MS)]);
  if (victim === undefined) throw new Error(`no broker reached the point "${point.name}" in 60 s`);
  await delay(EARLY_ANSWER_MS);
  await cluster.brokerAt(victim).kill();
  const killedAtMs = performance.now();
  for (const proxy of cluster.proxies) proxy.filter = () => true;
  tally.injected++;
  tally.add(`killed ${point.name}`);
  const other = (victim + 1) % cluster.brokers.length;
  await cluster.submitOne(other, `other${tally.injected}`);
  tally.outagesMs.push(performance.now() - killedAtMs);
  await cluster.spawn(victim).ready();
  await cluster.drainAndCheck(victim, load);
}

export const natsBroker: FaultRow = {
  name: 'nats-broker',
  title: 'NATS: kill -9 of a broker',
  method:
    'SIGKILL of one of three brokers on one NATS server, at four points in turn: before an append reaches the server; when the append is stored and its answer has not reached the broker; when it is answered and not announced; and when a forwarded batch is stored and its sender has no reply. Six producers submit at the brokers, and a consumer reads at each. The outage is the time until another broker acknowledges an event.',
  unit: 'kills',
  invariants: STREAM_INVARIANTS,
  injections: { proof: 3, short: 4, long: 50 },
  mutations: [
    {
      meaning: 'brokers that acknowledge events when they are sent to NATS',
      preload: 'nats-mechanism.mjs?off=barrier',
    },
  ],
  run: async (context) => {
    await using cluster = await NatsCluster.start(context, { servers: 1, isProxied: true });
    while (!context.isDone()) {
      await killAt(cluster, context);
      if (context.tally.injected % 10 === 0) context.progress(`${context.tally.injected} kills`);
    }
    await cluster.compareFromNewBroker();
  },
};
