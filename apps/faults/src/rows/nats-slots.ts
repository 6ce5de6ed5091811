/** Uses one token at several brokers at once, and moves the developer's only consumer from broker to broker. */
import { setTimeout as delay } from 'node:timers/promises';
import { Opcode } from '@wearwire/protocol';
import { RawClient } from '../client/raw-client.js';
import { requestToken, type Target } from '../client/tokens.js';
import { NatsCluster } from '../nats/nats-cluster.js';
import type { FaultRow, RowContext } from '../row.js';

const TOKENS_PER_ROUND = 50;
/** Moves of the consumer to another broker, per round. */
const MOVES = 10;
/** A broker is killed in every second round. */
const KILLS_PERIOD = 2;

/** Identifies with a token. `code`: 0 for READY, else the close code; -1 if neither arrives. */
async function identify(target: Target, token: string, type: 0 | 1) {
  const client = await RawClient.open(target);
  const ready = client.next(Opcode.Ready).then(
    () => 0,
    () => client.close?.code ?? -1,
  );
  client.send(JSON.stringify({ op: 3, d: { token, type } }));
  return { client, code: await ready };
}

async function tryToken(cluster: NatsCluster, { tally }: RowContext): Promise<void> {
  const from = cluster.brokerAt(tally.injected % cluster.brokers.length);
  const token = await requestToken(from, { user: 'u' });
  const tries = await Promise.all(cluster.brokers.map((broker) => identify(broker, token, 0)));
  const codes = tries.map(({ code }) => code).sort();
  for (const { client } of tries) client[Symbol.dispose]();
  tally.expect(
    codes.join() === '0,4001,4001',
    'tokenWorksOnce',
    `a token tried at three brokers was answered with ${codes.join(', ')} (0: READY)`,
  );
  tally.add('tokens tried at three brokers at once');
}

async function connectConsumer(target: Target) {
  return identify(target, await requestToken(target, 'developer'), 1);
}

/** Connects a consumer that must get the slot, and records how long that takes. */
async function expectSlot(target: Target, { tally }: RowContext, what: string): Promise<RawClient> {
  const token = await requestToken(target, 'developer');
  const startMs = performance.now();
  const { client, code } = await identify(target, token, 1);
  tally.expect(code === 0, 'oneConsumer', `a consumer was closed with ${code}: ${what}`);
  tally.addDurations(`until a consumer has the slot, ${what}`, [performance.now() - startMs]);
  return client;
}

async function trySlots(cluster: NatsCluster, context: RowContext, round: number): Promise<void> {
  const { tally } = context;
  const count = cluster.brokers.length;
  const [a, b] = [cluster.brokerAt(round % count), cluster.brokerAt((round + 1) % count)];
  let { client: holder } = await connectConsumer(a);
  const { client: second, code } = await connectConsumer(b);
  tally.expect(code === 4002, 'oneConsumer', `a second consumer was answered with ${code}`);
  tally.add('a second consumer refused');
  second[Symbol.dispose]();
  for (let i = 0; i < MOVES; i++) {
    holder.socket.close();
    await holder.closed;
    await delay(2);
    const next = cluster.brokerAt((round + i) % count);
    holder = await expectSlot(next, context, 'opened elsewhere 2 ms after the holder was closed');
  }
  // The holder stops reading, so it does not answer pings.
  holder.socket.pause();
  const stopped = holder;
  holder = await expectSlot(b, context, 'the holder does not answer');
  stopped[Symbol.dispose]();
  if (round % KILLS_PERIOD === 0) {
    const victim = (round + 1) % count;
    await cluster.brokerAt(victim).kill();
    const after = await expectSlot(a, context, 'the broker of the holder was killed');
    after[Symbol.dispose]();
    await cluster.spawn(victim).ready();
  }
  holder[Symbol.dispose]();
  // The slot is free once the broker has noticed the end of the connection.
  await delay(50);
}

async function run(context: RowContext): Promise<void> {
  const { tally } = context;
  await using cluster = await NatsCluster.start(context);
  for (let round = 0; !context.isDone(); round++) {
    await trySlots(cluster, context, round);
    for (let i = 0; i < TOKENS_PER_ROUND && !context.isDone(); i++) {
      await tryToken(cluster, context);
      tally.injected++;
    }
    context.progress(`${tally.injected} tokens`);
  }
}

export const natsSlots: FaultRow = {
  name: 'nats-slots',
  title: 'NATS: tokens and slots over brokers',
  method:
    'Three brokers on three servers with three copies, and a developer with one slot. Each token is tried at all brokers at once. Before every 50 tokens, a second consumer connects to another broker while the first one answers; the consumer is closed and opened at another broker ten times; it stops answering; and in every second round its broker is killed.',
  unit: 'tokens',
  invariants: ['tokenWorksOnce', 'oneConsumer'],
  injections: { proof: 10, short: 50, long: 1_000 },
  mutations: [
    {
      meaning: 'brokers that change tokens and slots without comparing them with the stored ones',
      preload: 'nats-no-compare.mjs',
    },
  ],
  run,
};
