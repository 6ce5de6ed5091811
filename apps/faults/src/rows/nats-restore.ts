/** Replaces the stores of all NATS servers with an older copy while the brokers keep running. */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RawClient } from '../client/raw-client.js';
import { until } from '../load/wait.js';
import { NatsCluster } from '../nats/nats-cluster.js';
import type { FaultRow, RowContext } from '../row.js';

/** Longest wait for a new epoch, and then for the close of the consumers. */
const NEW_EPOCH_TIMEOUT_MS = 30_000;
const POLL_MS = 100;

type Position = NonNullable<RawClient['position']>;

/** Stops all servers with SIGTERM, calls `change` with the directory of each, and starts them again. */
async function whileDown(
  { servers }: NatsCluster,
  change: (directory: string) => Promise<void>,
): Promise<void> {
  const indexes = servers.ports.map((_, i) => i);
  await Promise.all(indexes.map((i) => servers.kill(i, 'SIGTERM')));
  for (const i of indexes) await change(join(servers.directory, `n${i}`));
  for (const i of indexes) servers.spawn(i);
  await servers.current();
}

async function positionAt(cluster: NatsCluster, index: number): Promise<Position> {
  using client = await RawClient.identified(cluster.brokerAt(index), 'monitor', {
    extensions: 'position',
  });
  return client.position ?? { epoch: 0, first_seq: 0, last_seq: 0 };
}

async function storeEvents(cluster: NatsCluster): Promise<void> {
  using load = await cluster.startLoad();
  await load.waitForAcknowledgements(20);
  await cluster.drainAndCheck(0, load);
}

async function restoreOnce(cluster: NatsCluster, { tally }: RowContext): Promise<void> {
  await storeEvents(cluster);
  const before = await positionAt(cluster, 0);
  await whileDown(cluster, async (directory) => {
    await rm(`${directory}-copy`, { recursive: true, force: true });
    await cp(directory, `${directory}-copy`, { recursive: true });
  });
  await storeEvents(cluster);
  using load = await cluster.startLoad({ producers: 0 });
  await whileDown(cluster, async (directory) => {
    await rm(directory, { recursive: true });
    await cp(`${directory}-copy`, directory, { recursive: true });
  });
  tally.injected++;
  const restoredAtMs = performance.now();
  // Consumers may also be closed because their slots are lost (4002), so a close alone does not show a new epoch.
  const consumers = load.loads.map(({ consumer }) => consumer);
  const isNew = ({ epoch, last_seq }: Position): boolean =>
    epoch > before.epoch && last_seq >= before.last_seq;
  const endMs = restoredAtMs + NEW_EPOCH_TIMEOUT_MS;
  for (const index of cluster.brokers.keys()) {
    let position = await positionAt(cluster, index);
    while (!isNew(position) && performance.now() < endMs) {
      await delay(POLL_MS);
      position = await positionAt(cluster, index);
    }
    const { epoch, last_seq } = position;
    const what = `broker ${index} shows epoch ${epoch} up to ${last_seq}; before: epoch ${before.epoch}, copied up to ${before.last_seq}`;
    tally.expect(isNew(position), 'rollbackStartsEpoch', what);
    if (!isNew(position)) return;
  }
  tally.addDurations('until all brokers showed a new epoch', [performance.now() - restoredAtMs]);
  const areClosed = await until(
    () => consumers.every(({ isOpen }) => !isOpen),
    NEW_EPOCH_TIMEOUT_MS,
  );
  tally.expect(
    areClosed,
    'rollbackStartsEpoch',
    'a consumer was not closed after the log was rolled back',
  );
  // Events that were stored after the copy are lost, and their numbers are assigned again in the new epoch.
  cluster.restartCheck((await positionAt(cluster, 0)).last_seq);
  await storeEvents(cluster);
}

export const natsRestore: FaultRow = {
  name: 'nats-restore',
  title: 'NATS: an older copy of all stores',
  method:
    'The directories of three servers are copied while the servers are down. After more events were stored, the servers are stopped again and get the copies. The brokers keep running.',
  unit: 'restores',
  invariants: [
    'rollbackStartsEpoch',
    'acknowledgedIsStored',
    'storedOnce',
    'numbersHaveNoGap',
    'comesBack',
  ],
  injections: { proof: 1, short: 1, long: 5 },
  mutations: [{ meaning: 'brokers that begin no new epoch', preload: 'nats-no-epochs.mjs' }],
  run: async (context) => {
    await using cluster = await NatsCluster.start(context);
    while (!context.isDone()) {
      await restoreOnce(cluster, context);
      context.progress(`${context.tally.injected} restores`);
    }
  },
};
