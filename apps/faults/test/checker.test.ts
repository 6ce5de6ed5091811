/** Runs the checker on a real broker behind a tampering relay: each kind of damage is counted as such. */

import { temporaryDirectory } from '@wearwire/test-support';
import { expect, test } from 'vitest';
import { BrokerProcess } from '../src/broker/broker-process.js';
import { compareAll, replayNewEvents } from '../src/check/replay.js';
import { StreamCheck } from '../src/check/stream-check.js';
import { Load } from '../src/load/load.js';
import { until } from '../src/load/wait.js';
import { Tally } from '../src/tally.js';
import { openTarget, type Tampering } from '../src/tamper/tampering-proxy.js';

/** Runs a load, checks one replay of it and compares a second one. */
async function judge(tampering?: Tampering): Promise<Tally> {
  const tally = new Tally();
  const check = new StreamCheck(tally);
  await using directory = await temporaryDirectory();
  await using broker = await BrokerProcess.start({
    data: directory.path,
    flags: ['--store', 'memory'],
  });
  await using target = await openTarget(broker, tampering && { tampering });
  using load = await Load.start(target, check, 'u', {
    producers: 2,
    inFlightMax: 20,
    eventsMax: 200,
  });
  await until(() => load.isAcknowledged);
  await replayNewEvents(target, check);
  await compareAll(target, check);
  return tally;
}

test('[P-SUB-6] [P-DIS-1] [P-DIS-2] [P-DIS-3] [P-SUB-7] reports no violation without tampering', async () => {
  const tally = await judge();
  expect(tally.violations).toEqual([]);
  expect(tally.acknowledged).toBe(400);
  expect(tally.compared).toBe(800);
});

test.each([
  ['drop-submit', 'acknowledgedIsStored', 'falselyAcknowledged'],
  ['double-submit', 'storedOnce', 'duplicated'],
  ['drop-dispatch', 'numbersHaveNoGap', 'skipped'],
  ['alter-dispatch', 'storedOnce', 'duplicated'],
] as const)('with %s it reports a violation of %s', async (tampering, invariant, count) => {
  const tally = await judge(tampering);
  expect(tally.violations.map((violation) => violation.invariant)).toContain(invariant);
  expect(tally[count]).toBeGreaterThan(0);
});
