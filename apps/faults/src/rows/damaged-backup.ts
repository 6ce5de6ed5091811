/** Damaged backups: `restore` restores all events, or exits with a one-line error and leaves no files. */
import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@wearwire/test-support';
import { BrokerProcess } from '../broker/broker-process.js';
import { compareAll, replayNewEvents } from '../check/replay.js';
import { StreamCheck } from '../check/stream-check.js';
import { Load } from '../load/load.js';
import { until } from '../load/wait.js';
import type { FaultRow, RowContext } from '../row.js';
import { CONTENT_DAMAGES } from './damage-kinds.js';
import { type Finished, runWearwire } from './run-wearwire.js';

const FORMATS = ['backup.tar', 'backup.tar.gz'];
/** Files that a refused restore may leave in the directory. */
const LEFT_ALLOWED = ['lock'];

async function run(context: RowContext): Promise<void> {
  const { tally, random, mutation } = context;
  await using directory = await temporaryDirectory();
  const { path } = directory;
  const check = await makeBackups(path, context);
  for (let i = 0; !context.isDone(); i++) {
    const format = FORMATS[i % FORMATS.length] as string;
    const damage = CONTENT_DAMAGES[Math.floor(i / FORMATS.length) % CONTENT_DAMAGES.length];
    if (damage === undefined) continue;
    const file = join(path, `damaged-${format}`);
    const target = join(path, 'restored');
    await cp(join(path, format), file);
    if (mutation === undefined) await damage.apply(file, random);
    tally.injected++;
    const finished = await runWearwire(['restore', file, target]);
    const name = `${format}, ${damage.name}`;
    if (mutation !== undefined) await rm(join(target, 'log'), { recursive: true });
    if (finished.code === 0) await expectComplete(target, check, name, context);
    else await judgeRefusal(finished, target, name, context);
    await rm(target, { recursive: true, force: true });
  }
}

async function makeBackups(path: string, { tally }: RowContext): Promise<StreamCheck> {
  const check = new StreamCheck(tally);
  const data = join(path, 'data');
  await using broker = await BrokerProcess.start({ data });
  {
    const size = { producers: 4, inFlightMax: 100, eventsMax: 1_000, padBytes: 100 };
    using load = await Load.start(broker, check, 'u', size);
    await until(() => load.isAcknowledged);
  }
  await replayNewEvents(broker, check);
  for (const format of FORMATS) {
    const { code, stderr } = await runWearwire(['backup', data, join(path, format)]);
    if (code !== 0) throw new Error(`backup failed: ${stderr}`);
  }
  return check;
}

async function expectComplete(
  data: string,
  check: StreamCheck,
  name: string,
  { tally }: RowContext,
): Promise<void> {
  tally.add('restored completely');
  const lostBefore = tally.lost;
  await using broker = await BrokerProcess.start({ data });
  await compareAll(broker, check);
  tally.expect(
    tally.lost === lostBefore,
    'damageIsReported',
    `${name}: restored with missing events`,
  );
}

async function judgeRefusal(
  finished: Finished,
  target: string,
  name: string,
  { tally }: RowContext,
): Promise<void> {
  tally.add('refused');
  const { code, signal, stderr } = finished;
  const isSentence = code === 1 && stderr.trim().split('\n').length === 1;
  const message = stderr.trim().slice(0, 200);
  tally.expect(
    isSentence,
    'damageIsReported',
    `${name}: restore ended with ${code === undefined ? 'a timeout' : (code ?? signal)}: ${message}`,
  );
  const left = await readdir(target).catch(() => []);
  const isEmpty = left.every((entry) => LEFT_ALLOWED.includes(entry));
  tally.expect(isEmpty, 'damageIsReported', `${name}: restore left ${left.join(', ')} behind`);
}

export const damagedBackup: FaultRow = {
  name: 'damaged-backup',
  title: 'Damaged backups',
  method:
    'A backup (`.tar` or `.tar.gz`) is truncated, has a bit flipped, is partly overwritten, gets random bytes appended, or is emptied. Then `wearwire restore` runs, and a broker on the restored directory is compared with the original stream.',
  unit: 'damaged backups',
  invariants: ['damageIsReported', 'seenIsKept', 'numbersHaveNoGap'],
  injections: { proof: 1, short: 6, long: 240 },
  mutations: [{ meaning: 'the log deleted after the restore' }],
  run,
};
