/** Drops, delays and cuts the traffic between one broker and NATS. */
import { setTimeout as delay } from 'node:timers/promises';
import { RawClient } from '../client/raw-client.js';
import { STREAM_INVARIANTS } from '../invariants.js';
import { until } from '../load/wait.js';
import { isAnnouncement, isAppend, isForward, NatsCluster } from '../nats/nats-cluster.js';
import type { FaultRow, RowContext } from '../row.js';

const FAULT_MS = 3_000;
const DELAY_MS = 200;
const CUT_MS = { proof: 6_000, short: 6_000, long: 30_000 };
const DISPLACED_TIMEOUT_MS = 30_000;
/** One answer in ten is dropped. The broker waits 2 s for each of them. */
const ANSWERS_PERIOD = 10;

type Fault = (cluster: NatsCluster, victim: number, context: RowContext) => Promise<void>;

async function dropAnswers(cluster: NatsCluster, victim: number): Promise<void> {
  const proxy = cluster.proxyAt(victim);
  let answers = 0;
  proxy.filter = ({ answers: request }) =>
    request === undefined ||
    !(isAppend(request) || isForward(request)) ||
    answers++ % ANSWERS_PERIOD !== 0;
  await delay(FAULT_MS);
  proxy.filter = () => true;
}

async function dropAnnouncements(cluster: NatsCluster, victim: number): Promise<void> {
  const proxy = cluster.proxyAt(victim);
  proxy.filter = ({ subject }) => !isAnnouncement(subject);
  await delay(FAULT_MS);
  proxy.filter = () => true;
}

async function delayAll(cluster: NatsCluster, victim: number): Promise<void> {
  const proxy = cluster.proxyAt(victim);
  proxy.delayMs = DELAY_MS;
  await delay(FAULT_MS);
  proxy.delayMs = 0;
}

/** The developer's only consumer is at the broker that is cut off; one at another broker takes over its slot. */
async function cutOff(
  cluster: NatsCluster,
  victim: number,
  { form, tally }: RowContext,
): Promise<void> {
  const other = (victim + 1) % cluster.brokers.length;
  const proxy = cluster.proxyAt(victim);
  using holder = await RawClient.identified(cluster.brokerAt(victim), 'developer');
  const endMs = performance.now() + CUT_MS[form];
  proxy.cut();
  using successor = await RawClient.identified(cluster.brokerAt(other), 'developer');
  await delay(endMs - performance.now());
  proxy.restore();
  const isClosed = await until(() => !holder.isOpen, DISPLACED_TIMEOUT_MS);
  tally.expect(isClosed, 'oneConsumer', 'two consumers are connected after the cut');
  tally.expect(successor.isOpen, 'oneConsumer', 'the consumer that took over the slot was closed');
}

const FAULTS: readonly { readonly name: string; readonly inject: Fault }[] = [
  { name: 'one answer in ten dropped for 3 s', inject: dropAnswers },
  { name: 'all announcements dropped for 3 s', inject: dropAnnouncements },
  { name: 'all traffic delayed by 200 ms for 3 s', inject: delayAll },
  { name: 'cut off', inject: cutOff },
];

async function underLoad(cluster: NatsCluster, context: RowContext): Promise<void> {
  const { tally } = context;
  const { name, inject } = FAULTS[tally.injected % FAULTS.length] as (typeof FAULTS)[number];
  const victim = Math.floor(tally.injected / FAULTS.length) % cluster.brokers.length;
  using load = await cluster.startLoad();
  await load.waitForAcknowledgements(2);
  await inject(cluster, victim, context);
  tally.injected++;
  tally.add(name);
  await load.waitForAcknowledgements(2);
  await load.drain();
  tally.outagesMs.push(load.longestPauseMs);
  if (load.closeCodes.length > 0) tally.add('producers closed', load.closeCodes.length);
  await cluster.drainAndCheck(victim, load);
}

export const natsNetwork: FaultRow = {
  name: 'nats-network',
  title: 'NATS: a bad network',
  method:
    'A proxy between one of three brokers and the NATS server in turn drops one answer in ten to an append or a forwarded batch, drops all announcements of other brokers, delays everything by 200 ms, and forwards nothing for 30 s (6 s in the short form) and then all that was sent meanwhile. Six producers submit at the brokers, and a consumer reads at each. During the cut another consumer takes over the slot of the one at the broker that is cut off.',
  unit: 'faults',
  invariants: [...STREAM_INVARIANTS, 'oneConsumer'],
  injections: { proof: 4, short: 4, long: 24 },
  mutations: [
    {
      meaning: 'brokers that do not check their slots after a cut',
      preload: 'nats-mechanism.mjs?off=leaseCheck',
    },
  ],
  run: async (context) => {
    await using cluster = await NatsCluster.start(context, { servers: 1, isProxied: true });
    while (!context.isDone()) {
      await underLoad(cluster, context);
      context.progress(`${context.tally.injected} faults`);
    }
    await cluster.compareFromNewBroker();
  },
};
