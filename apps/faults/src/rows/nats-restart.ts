/** Stops brokers on NATS with SIGTERM under load: one after the other, and all of them while NATS is down. */

import { STREAM_INVARIANTS } from '../invariants.js';
import { randomMoment } from '../load/wait.js';
import { NatsCluster } from '../nats/nats-cluster.js';
import type { FaultRow, RowContext } from '../row.js';

const STOP_TIMEOUT_MS = 30_000;

/** Sends SIGTERM, and resolves when the broker has exited. `when`: for labels and messages. */
async function stop(cluster: NatsCluster, index: number, { tally }: RowContext, when: string) {
  const startMs = performance.now();
  const { code } = await cluster.brokerAt(index).stop(STOP_TIMEOUT_MS);
  tally.injected++;
  tally.addDurations(`until a broker has ended ${when}`, [performance.now() - startMs]);
  tally.expect(code !== null, 'drainEnds', `a broker did not end within 30 s ${when}`);
}

async function restartEach(cluster: NatsCluster, context: RowContext): Promise<void> {
  for (const index of cluster.brokers.keys()) {
    using load = await cluster.startLoad();
    await load.waitForAcknowledgements(2);
    await randomMoment(context.random, 0, 200);
    await stop(cluster, index, context, 'under load');
    await cluster.spawn(index).ready();
    await cluster.drainAndCheck(index, load);
  }
}

async function stopWithoutNats(cluster: NatsCluster, context: RowContext): Promise<void> {
  const { servers, brokers } = cluster;
  using load = await cluster.startLoad();
  await load.waitForAcknowledgements(2);
  await servers.kill(0);
  await Promise.all(brokers.map((_, i) => stop(cluster, i, context, 'while NATS is down')));
  servers.spawn(0);
  await servers.ready();
  for (const index of brokers.keys()) cluster.spawn(index);
  await Promise.all(brokers.map((broker) => broker.ready()));
  await cluster.drainAndCheck(0);
}

export const natsRestart: FaultRow = {
  name: 'nats-restart',
  title: 'NATS: rolling restart of the brokers',
  method:
    'Three brokers on one NATS server get SIGTERM one after the other, while six producers submit and a consumer reads at each; each broker is started again before the next one is stopped. Then the server is killed, and all brokers get SIGTERM.',
  unit: 'stops',
  invariants: [...STREAM_INVARIANTS, 'drainEnds'],
  injections: { proof: 3, short: 6, long: 36 },
  mutations: [
    { meaning: 'brokers that wait for NATS forever', preload: 'nats-waits.mjs' },
    { meaning: 'a relay that acknowledges before the broker does', tampering: 'early-ack' },
  ],
  run: async (context) => {
    await using cluster = await NatsCluster.start(context, { servers: 1 });
    while (!context.isDone()) {
      if (context.form !== 'proof') await restartEach(cluster, context);
      await stopWithoutNats(cluster, context);
      context.progress(`${context.tally.injected} stops`);
    }
    await cluster.compareFromNewBroker();
  },
};
