/** What attacks on a broker share: its settings, a bystander of another developer, and the judgement at the end. */
import { BrokerProcess } from '../broker/broker-process.js';
import { residentBytes } from '../broker/resident-bytes.js';
import { temporaryDirectory } from '../broker/temporary-directory.js';
import { requestToken, type Target } from '../client/tokens.js';
import { Bystander } from '../load/bystander.js';
import { until } from '../load/wait.js';
import type { RowContext } from '../row.js';
import { reach } from '../tamper/tampering-proxy.js';

const BYSTANDER = 'b:key-of-b';
const MIB = 1_024 * 1_024;

/** Tokens of the attacker, which can be used again and again. */
export interface Attack {
  readonly target: Target;
  readonly broker: BrokerProcess;
  readonly producerToken: string;
  readonly consumerToken: string;
  readonly monitorToken: string;
}

export async function underAttack(
  context: RowContext,
  attack: (attack: Attack) => Promise<void>,
): Promise<void> {
  const { tally, mutation } = context;
  await using directory = await temporaryDirectory();
  await using broker = await BrokerProcess.start({
    data: directory.path,
    mutation,
    flags: [
      ...['--developer', BYSTANDER, '--reusable-tokens', '--token-lifetime', '1d'],
      ...['--consumers-per-developer', '1000', '--monitors-per-developer', '1000'],
      ...['--disk-max', '256MB'],
    ],
  });
  await using quiet = await reach(broker, mutation);
  const startBytes = await residentBytes(broker.child.pid);
  const watch = setInterval(async () => {
    const bytes = await residentBytes(broker.child.pid);
    tally.most('memory of the broker, MiB at most', Math.round(bytes / MIB));
  }, 500);
  tally.facts.set('memory of the broker, MiB at the start', Math.round(startBytes / MIB));
  try {
    await using _bystander = await Bystander.start(quiet, tally, BYSTANDER);
    await attack({
      target: broker,
      broker,
      producerToken: await requestToken(broker, { user: 'attacker' }),
      consumerToken: await requestToken(broker, 'developer'),
      monitorToken: await requestToken(broker, 'monitor'),
    });
  } catch (error) {
    // Connections end a moment before the process.
    await until(() => broker.exit !== undefined, 2_000);
    throw error;
  } finally {
    clearInterval(watch);
    const { exit } = broker;
    tally.expect(
      exit === undefined,
      'brokerStaysUp',
      `it ended with ${exit?.code ?? exit?.signal}`,
    );
  }
}
