/**
 * Runs an attack on a broker. Checks that the broker keeps running and that a bystander, a well-behaved
 * client of another developer, is not affected.
 */

import { temporaryDirectory } from '@wearwire/test-support';
import { BrokerProcess } from '../broker/broker-process.js';
import { residentMib } from '../broker/resident-mib.js';
import { requestToken, type Target } from '../client/tokens.js';
import { Bystander } from '../load/bystander.js';
import { until } from '../load/wait.js';
import type { RowContext } from '../row.js';
import { openTarget } from '../tamper/tampering-proxy.js';

const BYSTANDER = 'b:key-of-b';

/** The broker under attack, with reusable tokens for the attacker. */
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
  await using target = await openTarget(broker, mutation);
  const startMib = await residentMib(broker.child.pid);
  const watch = setInterval(async () => {
    tally.addMax('memory of the broker, max, MiB', await residentMib(broker.child.pid));
  }, 500);
  tally.addMax('memory of the broker at the start, MiB', startMib);
  try {
    await using _bystander = await Bystander.start(target, tally, BYSTANDER);
    await attack({
      target: broker,
      broker,
      producerToken: await requestToken(broker, { user: 'attacker' }),
      consumerToken: await requestToken(broker, 'developer'),
      monitorToken: await requestToken(broker, 'monitor'),
    });
  } catch (error) {
    // The connections may end before the process does: wait, so that the exit below is known.
    await until(() => broker.exit !== undefined, 2_000);
    throw error;
  } finally {
    clearInterval(watch);
    const { exit } = broker;
    tally.expect(
      exit === undefined,
      'brokerStaysUp',
      `the broker exited with ${exit?.code ?? exit?.signal}`,
    );
  }
}
