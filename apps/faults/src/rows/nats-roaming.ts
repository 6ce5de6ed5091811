/** Phones that move from one broker to the next without waiting for acknowledgements. */
import { setTimeout as delay } from 'node:timers/promises';
import { Opcode } from '@wearwire/protocol';
import type { Ledger } from '../check/ledger.js';
import { RawClient } from '../client/raw-client.js';
import type { Target } from '../client/tokens.js';
import { until } from '../load/wait.js';
import { NatsCluster } from '../nats/nats-cluster.js';
import type { FaultRow, RowContext } from '../row.js';

const PHONES = 8;
const BATCH = 10;
/** Number of acknowledged events that a phone resends besides all unacknowledged ones. */
const RESENT = 5;
const STAY_MS_MAX = 20;

class Phone {
  readonly #ledger: Ledger;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  async visit(broker: Target, isLast: boolean, random: () => number): Promise<void> {
    const ledger = this.#ledger;
    using client = await RawClient.identified(
      broker,
      { user: ledger.uid },
      {
        extensions: 'ack',
        identify: { producer_id: 'phone' },
        onFrame: (op, text) => {
          if (op === Opcode.Ack) ledger.acknowledge(JSON.parse(text).d.n);
        },
      },
    );
    const from = Math.max(1, ledger.acknowledged + 1 - RESENT);
    ledger.sent += BATCH;
    for (let n = from; n <= ledger.sent; n++) {
      client.send(`{"op":6,"d":{"ts":"2026-01-01T00:00:00Z","val":${n}},"t":"POWER","n":${n}}`);
    }
    if (isLast) await until(() => ledger.acknowledged === ledger.sent);
    else await delay(random() * STAY_MS_MAX);
  }
}

async function run(context: RowContext): Promise<void> {
  const { tally, random } = context;
  await using cluster = await NatsCluster.start(context, { servers: 1 });
  const { brokers, check } = cluster;
  const roam = async (_: unknown, i: number): Promise<void> => {
    const phone = new Phone(check.ledger(`phone${i}`));
    for (let visit = i; !context.isDone(); visit++) {
      await phone.visit(cluster.brokerAt(visit % brokers.length), false, random);
      tally.injected++;
      if (tally.injected % 100 === 0) context.progress(`${tally.injected} moves`);
    }
    await phone.visit(cluster.brokerAt(0), true, random);
  };
  await Promise.all(Array.from({ length: PHONES }, roam));
  await cluster.compareFromNewBroker();
}

export const natsRoaming: FaultRow = {
  name: 'nats-roaming',
  title: 'NATS: phones that roam',
  method:
    'Each of eight phones with the extension `ack` connects to three brokers in turn. At each it resends the unacknowledged events and five acknowledged ones, sends ten new ones, and disconnects within 20 ms.',
  unit: 'moves',
  invariants: [
    'acknowledgedIsStored',
    'storedOnce',
    'numbersHaveNoGap',
    'orderIsKept',
    'comesBack',
  ],
  injections: { proof: 40, short: 100, long: 1_000 },
  mutations: [
    {
      meaning: 'brokers that treat each producer as a new one',
      preload: 'nats-no-marks.mjs',
    },
  ],
  run,
};
