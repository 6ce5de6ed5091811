/** Three brokers append to one log as fast as they can, and forks are forged: readers must see one log. */
import { setTimeout as delay } from 'node:timers/promises';
import { STREAM_INVARIANTS } from '../invariants.js';
import { forgeFork } from '../nats/forge-fork.js';
import { NatsCluster } from '../nats/nats-cluster.js';
import type { FaultRow, RowContext } from '../row.js';

const BETWEEN_MS = 3_000;

async function run(context: RowContext): Promise<void> {
  const { tally } = context;
  await using cluster = await NatsCluster.start(context);
  using load = await cluster.startLoad({ inFlightMax: 10 });
  while (!context.isDone()) {
    await delay(BETWEEN_MS);
    await forgeFork(cluster.servers);
    tally.injected++;
    tally.add('seconds of appends at once', BETWEEN_MS / 1_000);
  }
  await load.waitForAcknowledgements(1);
  await cluster.drainAndCheck(0, load);
  await cluster.compareFromNewBroker();
}

export const natsForks: FaultRow = {
  name: 'nats-forks',
  title: 'NATS: forks of the log',
  method:
    'Three brokers append to one log with three copies at once, for six producers; a consumer reads at each. Every 3 s a second record with the same predecessor as the newest one is published.',
  unit: 'forged forks',
  invariants: STREAM_INVARIANTS,
  injections: { proof: 3, short: 2, long: 20 },
  mutations: [
    {
      meaning: 'brokers that append without a message id and do not forward',
      preload: 'nats-mechanism.mjs?off=messageId,forwarding',
    },
    {
      meaning: 'readers that treat every record as part of the log',
      preload: 'nats-mechanism.mjs?off=chainCheck',
    },
  ],
  run,
};
