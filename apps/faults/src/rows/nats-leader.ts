/** Kills or suspends NATS servers while three brokers append to one log with three copies. One row for each fault. */
import { setTimeout as delay } from 'node:timers/promises';
import { STREAM_INVARIANTS } from '../invariants.js';
import { randomMoment } from '../load/wait.js';
import { LOG_STREAM, NatsCluster } from '../nats/nats-cluster.js';
import type { FaultRow, RowContext } from '../row.js';

const STOP_MS = 3_000;

async function killLeader({ servers }: NatsCluster): Promise<void> {
  const leader = await servers.leaderOf(LOG_STREAM);
  await servers.kill(leader);
  // The other servers elect a new leader before this one is back.
  await delay(STOP_MS);
  servers.spawn(leader);
}

async function stopLeader({ servers }: NatsCluster): Promise<void> {
  const leader = await servers.leaderOf(LOG_STREAM);
  await servers.kill(leader, 'SIGSTOP');
  await delay(STOP_MS);
  await servers.kill(leader, 'SIGCONT');
}

async function killAll({ servers }: NatsCluster): Promise<void> {
  const indexes = servers.ports.map((_, i) => i);
  await Promise.all(indexes.map((i) => servers.kill(i)));
  for (const i of indexes) servers.spawn(i);
}

async function underLoad(
  cluster: NatsCluster,
  { random, tally }: RowContext,
  inject: (cluster: NatsCluster) => Promise<void>,
): Promise<void> {
  using load = await cluster.startLoad();
  await load.waitForAcknowledgements(1);
  await randomMoment(random, 0, 300);
  await inject(cluster);
  tally.injected++;
  await load.waitForAcknowledgements(20);
  await cluster.servers.current();
  await load.drain();
  tally.outagesMs.push(load.longestPauseMs);
  if (load.closeCodes.length > 0) tally.add('producers closed', load.closeCodes.length);
  await cluster.drainAndCheck(tally.injected % cluster.brokers.length, load);
}

function row(
  texts: Pick<FaultRow, 'name' | 'title' | 'method' | 'unit' | 'injections'>,
  inject: (cluster: NatsCluster) => Promise<void>,
): FaultRow {
  return {
    ...texts,
    invariants: STREAM_INVARIANTS,
    mutations: [
      {
        meaning: 'brokers that append without a message id and do not forward',
        preload: 'nats-mechanism.mjs?off=messageId,forwarding',
      },
    ],
    run: async (context) => {
      await using cluster = await NatsCluster.start(context);
      while (!context.isDone()) {
        await underLoad(cluster, context, inject);
        context.progress(`${context.tally.injected} ${texts.unit}`);
      }
      await cluster.compareFromNewBroker();
    },
  };
}

const UNDER_LOAD =
  'while six producers submit at three brokers on three servers with three copies, and a consumer reads at each';

export const natsLeaderKill = row(
  {
    name: 'nats-leader-kill',
    title: 'NATS: kill -9 of a leader',
    method: `SIGKILL of the server that leads the log ${UNDER_LOAD}; it is started again after 3 s.`,
    unit: 'kills',
    injections: { proof: 1, short: 2, long: 20 },
  },
  killLeader,
);

export const natsLeaderStop = row(
  {
    name: 'nats-leader-stop',
    title: 'NATS: a suspended leader',
    method: `SIGSTOP of the server that leads the log for 3 s ${UNDER_LOAD}.`,
    unit: 'stops',
    injections: { proof: 1, short: 2, long: 20 },
  },
  stopLeader,
);

export const natsAllKill = row(
  {
    name: 'nats-all-kill',
    title: 'NATS: kill -9 of all servers',
    method: `SIGKILL of all three servers at once ${UNDER_LOAD}; they are started again at once.`,
    unit: 'kills',
    injections: { proof: 1, short: 1, long: 5 },
  },
  killAll,
);
