/** Damages one file of a data directory: the broker reports the damage and serves the rest, or refuses to start. */
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { temporaryDirectory } from '@wearwire/test-support';
import { BrokerProcess, BrokerStartError } from '../broker/broker-process.js';
import { Checksums } from '../check/checksums.js';
import { replay } from '../check/replay.js';
import { StreamCheck } from '../check/stream-check.js';
import { Load } from '../load/load.js';
import { until } from '../load/wait.js';
import { shuffled } from '../random.js';
import type { FaultRow, RowContext } from '../row.js';
import { openTarget } from '../tamper/tampering-proxy.js';
import { CONTENT_DAMAGES, type Damage, NAME_DAMAGES } from './damage-kinds.js';

/** Makes segments small, so that some are sealed and sorted. */
const FLAGS = ['--disk-max', '64MB'];
const EVENTS_PER_PRODUCER = 5_000;
/** Longer than any start on a busy machine, so that a longer one counts as a hang. */
const START_TIMEOUT_MS = 120_000;
const REPLAY_TIMEOUT_MS = 120_000;

/** An undamaged directory of a stopped broker, and checksums of its events. */
interface Undamaged {
  readonly path: string;
  readonly sums: Checksums;
  readonly lastSeq: number;
}

interface DamageCase {
  /** Path relative to the directory. */
  readonly file: string;
  readonly damage: Damage;
}

async function run(context: RowContext): Promise<void> {
  const { tally, random } = context;
  await using directory = await temporaryDirectory();
  const undamaged = await makeUndamaged(join(directory.path, 'undamaged'), context);
  // In random order, so that a short run has cases of each kind.
  const cases = shuffled(random, await listCases(undamaged.path));
  for (let i = 0; !context.isDone(); i++) {
    const damaged = cases[i % cases.length] as DamageCase;
    const path = join(directory.path, `case${i}`);
    await cp(undamaged.path, path, { recursive: true });
    await damaged.damage.apply(join(path, damaged.file), random);
    tally.injected++;
    await tryCase(path, damaged, undamaged, context);
    await rm(path, { recursive: true, force: true });
    if (i % 25 === 24) context.progress(`${tally.injected} files`);
  }
}

async function makeUndamaged(path: string, { tally }: RowContext): Promise<Undamaged> {
  const check = new StreamCheck(tally);
  const sums = new Checksums();
  await mkdir(path);
  await using broker = await BrokerProcess.start({ data: path, flags: FLAGS });
  {
    const size = { producers: 4, inFlightMax: 200, eventsMax: EVENTS_PER_PRODUCER, padBytes: 600 };
    using load = await Load.start(broker, check, 'u', size);
    await until(() => load.isAcknowledged);
  }
  await replay(broker, {}, (text) => {
    check.recordReplayed(text);
    sums.recordOrCompare(check.replayedSeq, text);
  });
  check.endReplay();
  // Let sealing and sorting finish.
  await delay(1_500);
  await broker.stop();
  return { path, sums, lastSeq: check.replayedSeq };
}

async function listCases(path: string): Promise<DamageCase[]> {
  const names = (await readdir(path, { recursive: true, withFileTypes: true })).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name).slice(path.length + 1)] : [],
  );
  const cases = names.flatMap((file) =>
    [...CONTENT_DAMAGES, ...NAME_DAMAGES].map((damage) => ({ file, damage })),
  );
  const segments = names.filter((name) => name.endsWith('.segment')).sort();
  const copies = segments.map((file) => ({ file, damage: duplicate }));
  return [...cases, ...copies];
}

/** A second copy of a segment under another number. */
const duplicate: Damage = {
  name: 'copied under another number',
  apply: async (path) => {
    const folder = join(path, '..');
    await cp(path, join(folder, 'copy'));
    await rename(join(folder, 'copy'), join(folder, '00000099.segment'));
  },
};

async function tryCase(
  path: string,
  damaged: DamageCase,
  undamaged: Undamaged,
  context: RowContext,
): Promise<void> {
  const { tally, mutation } = context;
  const name = `${damaged.file}, ${damaged.damage.name}`;
  const broker = BrokerProcess.spawn({ data: path, flags: FLAGS, mutation });
  await using _ = broker;
  try {
    await broker.ready(START_TIMEOUT_MS);
  } catch (error) {
    if (!(error instanceof BrokerStartError)) throw error;
    judgeRefusal(error, name, damaged, context);
    return;
  }
  await using target = await openTarget(broker, mutation);
  const { right, wrong, isEnded } = await readAll(target, undamaged);
  tally.compared += right;
  tally.expect(wrong === 0, 'damageIsReported', `${name}: ${wrong} events with wrong bytes`);
  const missing = undamaged.lastSeq - right;
  const isReported = !isEnded || /"level":"?(warn|error|40|50)/.test(broker.log);
  if (missing === 0) tally.add('served completely');
  else tally.add(isReported ? 'served in part, reported' : 'served in part, not reported');
  tally.expect(
    missing === 0 || isReported,
    'damageIsReported',
    `${name}: ${missing} of ${undamaged.lastSeq} events are missing and nothing reports it`,
  );
  tally.expect(
    broker.exit === undefined,
    'damageIsReported',
    `${name}: the broker exited in a replay`,
  );
}

/** A refusal must be one sentence that names the file or its folder. */
function judgeRefusal(
  error: BrokerStartError,
  name: string,
  damaged: DamageCase,
  { tally }: RowContext,
): void {
  const { exit, stderr } = error;
  tally.add('refused');
  tally.expect(exit !== undefined, 'damageIsReported', `${name}: the start hung`);
  if (exit === undefined) return;
  const sentences = stderr
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('{'));
  const isNamed =
    stderr.includes(basename(damaged.file)) || stderr.includes(damaged.file.split('/')[0] ?? '');
  const isSentence = exit.code === 1 && sentences.length === 1 && isNamed;
  const message = sentences.join(' / ').slice(0, 200);
  const how = exit.code ?? exit.signal;
  tally.expect(isSentence, 'damageIsReported', `${name}: the start ended with ${how}: ${message}`);
}

async function readAll(target: Parameters<typeof replay>[0], { sums }: Undamaged) {
  let right = 0;
  let wrong = 0;
  const compare = (text: string): void => {
    const { seq } = JSON.parse(text) as { seq: number };
    if (sums.get(seq) !== undefined && sums.recordOrCompare(seq, text)) right++;
    else wrong++;
  };
  const isEnded = await replay(target, {}, compare, { timeoutMs: REPLAY_TIMEOUT_MS }).then(
    () => true,
    // The broker closed the connection, which reports that the stream cannot be read.
    () => false,
  );
  return { right, wrong, isEnded };
}

export const damagedDirectory: FaultRow = {
  name: 'damaged-directory',
  title: 'Damaged files of a data directory',
  method:
    'The directory of a stopped broker with several segments is copied, and one of its files (a segment, the meta store, the lock, the reserve) is damaged: truncated, partly overwritten, emptied, removed, replaced by a directory, a FIFO or a dangling link, or, for a segment, copied under another number. Then a broker is started on the copy and the stream is read.',
  unit: 'damaged files',
  invariants: ['damageIsReported'],
  injections: { proof: 6, short: 16, long: 300 },
  mutations: [
    { meaning: 'a relay that changes every 47th DISPATCH', tampering: 'alter-dispatch' },
    { meaning: 'a broker that logs nothing', preload: 'say-nothing.mjs' },
  ],
  run,
};
