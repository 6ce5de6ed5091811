/** Starts a second broker on a directory in use, from any PID namespace, and a new broker after kill -9. */
import { readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@wearwire/test-support';
import { type BrokerOptions, BrokerProcess, type Exit } from '../broker/broker-process.js';
import { replayNewEvents } from '../check/replay.js';
import { StreamCheck } from '../check/stream-check.js';
import { Load, submitOne } from '../load/load.js';
import { until } from '../load/wait.js';
import type { FaultRow, RowContext } from '../row.js';
import { requireProgram, requireRoot } from '../tools.js';

/** Runs a broker as pid 1 of a new PID namespace. */
const NEW_PID_NAMESPACE = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];

/** Where the two brokers run. */
const PAIRS = [
  { name: 'both on the host', first: [], second: [] },
  { name: 'the second in another pid namespace', first: [], second: NEW_PID_NAMESPACE },
  { name: 'the first in another pid namespace', first: NEW_PID_NAMESPACE, second: [] },
  { name: 'each in its own pid namespace', first: NEW_PID_NAMESPACE, second: NEW_PID_NAMESPACE },
];

/** Longer than any start on a busy machine, so that a longer one counts as a hang. */
const START_TIMEOUT_MS = 120_000;
/** The second try checks that the refused broker has not removed the lock. */
const TRIES = 2;

async function run(context: RowContext): Promise<void> {
  requireProgram('unshare', 'util-linux');
  requireRoot();
  while (!context.isDone()) {
    for (const pair of PAIRS) await tryPair(context, pair);
    await tryOldOwner(context);
  }
}

async function tryPair(context: RowContext, pair: (typeof PAIRS)[number]): Promise<void> {
  const { tally, mutation } = context;
  const check = new StreamCheck(tally);
  await using directory = await temporaryDirectory();
  const data = directory.path;
  await using first = await BrokerProcess.start({ data, wrapper: pair.first });
  {
    using load = await Load.start(first, check, 'u', {
      producers: 2,
      inFlightMax: 20,
      eventsMax: 500,
    });
    for (let i = 0; i < TRIES; i++) {
      // The mutation removes the lock file, like a broker that deletes the lock of another process.
      if (mutation !== undefined) await unlink(join(data, 'lock')).catch(() => {});
      tally.injected++;
      await expectRefused({ data, wrapper: pair.second }, pair.name, context);
    }
    await until(() => load.isAcknowledged || first.exit !== undefined);
  }
  tally.expect(first.exit === undefined, 'oneBroker', `${pair.name}: the first broker ended`);
  if (first.exit !== undefined) return;
  await replayNewEvents(first, check);
}

async function expectRefused(
  options: BrokerOptions,
  name: string,
  { tally }: RowContext,
): Promise<void> {
  await using second = BrokerProcess.spawn(options);
  await until(() => second.isReady || second.exit !== undefined, START_TIMEOUT_MS);
  tally.expect(!second.isReady, 'oneBroker', `${name}: the second broker became ready`);
  tally.expect(
    second.isReady || isRefusal(second.exit, second.log),
    'oneBroker',
    `${name}: the second broker ended with ${JSON.stringify(second.exit)} and logged: ${second.log.slice(0, 200)}`,
  );
}

/** A refusal is exit status 1 and at most two lines, which say that the directory is in use: no stack trace. */
function isRefusal(exit: Exit | undefined, log: string): boolean {
  return exit?.code === 1 && /in use/.test(log) && log.trim().split('\n').length <= 2;
}

/** After kill -9, a start must succeed even if the pid in the lock file belongs to another program now. */
async function tryOldOwner({ tally }: RowContext): Promise<void> {
  const check = new StreamCheck(tally);
  await using directory = await temporaryDirectory();
  const data = directory.path;
  {
    await using first = await BrokerProcess.start({ data });
    await submitOne(first, check, 'before');
    await first.kill();
  }
  const killedAtMs = performance.now();
  const lock = join(data, 'lock');
  const contents = await readFile(lock, 'utf8').catch(() => '');
  // This process runs and is not a broker.
  if (/^\d+$/.test(contents.trim())) await writeFile(lock, `${process.pid}\n`);
  tally.injected++;
  try {
    await using second = BrokerProcess.spawn({ data });
    await second.ready(START_TIMEOUT_MS);
    await submitOne(second, check, 'after');
    tally.outagesMs.push(performance.now() - killedAtMs);
    await replayNewEvents(second, check);
  } catch (error) {
    tally.violate(
      'oneBroker',
      `after kill -9, with the old pid reused: ${(error as Error).message}`,
    );
  }
}

export const secondBroker: FaultRow = {
  name: 'second-broker',
  title: 'A second broker on the directory',
  method:
    'While a broker runs, others are started on its data directory: on the host, and from PID namespaces in which both have pid 1. Then a broker is started after kill -9, while another program has the pid of the killed one.',
  unit: 'starts',
  invariants: ['oneBroker', 'acknowledgedIsStored', 'storedOnce', 'comesBack'],
  injections: { proof: 1, short: 9, long: 90 },
  mutations: [{ meaning: 'the lock file removed before the second start' }],
  run,
};
