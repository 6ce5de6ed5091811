/** Steps of the wall clock (`faketime`); the monotonic clock is not affected. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Opcode } from '@wearwire/protocol';
import { type TemporaryDirectory, temporaryDirectory } from '@wearwire/test-support';
import { BrokerProcess } from '../broker/broker-process.js';
import { segmentPaths } from '../broker/syscall-fault.js';
import { replay } from '../check/replay.js';
import { StreamCheck } from '../check/stream-check.js';
import { RawClient } from '../client/raw-client.js';
import { requestToken } from '../client/tokens.js';
import { Load, submitOne } from '../load/load.js';
import { until } from '../load/wait.js';
import { randomInteger } from '../random.js';
import { type FaultRow, NotPossibleError, type RowContext } from '../row.js';
import { requireProgram } from '../tools.js';

const LIBRARIES = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib'].map(
  (folder) => `${folder}/faketime/libfaketimeMT.so.1`,
);
const RETENTION_S = 16;
/** Long enough for several purges: one runs every sixteenth of the retention. */
const STEP_HOLD_MS = 4_000;

/** Sets the wall clock of a broker through libfaketime. */
class Clock {
  readonly env: Readonly<Record<string, string>>;
  readonly #file: string;

  constructor(directory: TemporaryDirectory) {
    requireProgram('faketime');
    const library = LIBRARIES.find(existsSync);
    if (library === undefined) throw new NotPossibleError('libfaketimeMT.so.1 was not found');
    this.#file = join(directory.path, 'clock');
    this.env = {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_NO_CACHE: '1',
      DONT_FAKE_MONOTONIC: '1',
    };
  }

  /** `offset` in the syntax of faketime, such as `+0`, `+3d` or `-1y`. */
  set(offset: string): Promise<void> {
    return writeFile(this.#file, `${offset}\n`);
  }
}

async function run(context: RowContext): Promise<void> {
  const { tally, mutation } = context;
  while (!context.isDone()) {
    await using directory = await temporaryDirectory();
    const clock = new Clock(directory);
    await clock.set('+0');
    const data = join(directory.path, 'data');
    // The mutation makes the retention so short that events are missing at the check.
    const retention = mutation === undefined ? `${RETENTION_S}s` : '2s';
    await using broker = await BrokerProcess.start({
      data,
      env: clock.env,
      flags: ['--retention', retention],
    });
    await stepAndBack(broker, clock, context);
    await stepForToken(broker, clock, context);
    if (mutation === undefined) await stampAhead(broker, clock, data, context);
    context.progress(`${tally.injected} steps`);
  }
}

/** Events younger than the retention survive steps of several days in either direction. */
async function stepAndBack(
  broker: BrokerProcess,
  clock: Clock,
  { tally, random }: RowContext,
): Promise<void> {
  const check = new StreamCheck(tally);
  {
    using load = await Load.start(broker, check, 'step', { producers: 2, eventsMax: 100 });
    await until(() => load.isAcknowledged);
  }
  const days = 1 + randomInteger(random, 30);
  for (const offset of [`+${days}d`, `-${days}d`]) {
    await clock.set(offset);
    tally.injected++;
    tally.add('steps of several days and back');
    await delay(STEP_HOLD_MS / 2);
    await clock.set('+0');
  }
  await delay(STEP_HOLD_MS / 4);
  await replay(broker, {}, (text) => check.recordReplayed(text));
  tally.expect(
    check.replayedSeq >= check.liveSeq,
    'retentionIsKept',
    `after steps of ${days} days, events younger than the retention are missing`,
  );
  check.endReplay();
}

/** A token issued seconds ago stays valid when the clock steps an hour ahead. */
async function stepForToken(
  broker: BrokerProcess,
  clock: Clock,
  { tally }: RowContext,
): Promise<void> {
  const token = await requestToken(broker, { user: 'token' });
  await clock.set('+1h');
  tally.injected++;
  tally.add('steps of an hour before a token is used');
  using client = await RawClient.open(broker);
  client.send(JSON.stringify({ op: 3, d: { token, type: 0 } }));
  const isAccepted = await client.next(Opcode.Ready, 10_000).then(
    () => true,
    () => false,
  );
  tally.expect(
    isAccepted,
    'retentionIsKept',
    'a token issued seconds ago expired when the clock stepped an hour ahead',
  );
  await clock.set('+0');
}

/** Events stored while the clock is a year ahead are not kept for a year. */
async function stampAhead(
  broker: BrokerProcess,
  clock: Clock,
  data: string,
  { tally }: RowContext,
): Promise<void> {
  const check = new StreamCheck(tally);
  const segments = await segmentPaths(data);
  await clock.set('+1y');
  tally.injected++;
  tally.add('steps of a year while events are stored');
  await submitOne(broker, check, 'ahead');
  await clock.set('+0');
  await submitOne(broker, check, 'after');
  const endMs = performance.now() + 4 * RETENTION_S * 1_000;
  const oldest = segments[0] as string;
  while (existsSync(oldest) && performance.now() < endMs) await delay(250);
  tally.expect(
    !existsSync(oldest),
    'retentionIsKept',
    `an event stamped a year ahead was kept for 4 times the retention`,
  );
}

export const clock: FaultRow = {
  name: 'clock',
  title: 'Steps of the wall clock',
  method:
    'The wall clock of a broker with a retention of 16 s is set days ahead and then back again, days back and then ahead again, an hour ahead before a token is used, and a year ahead while events are stored (`faketime`). Its monotonic clock is not changed.',
  unit: 'steps',
  invariants: ['retentionIsKept', 'acknowledgedIsStored', 'seenIsKept'],
  injections: { proof: 1, short: 4, long: 80 },
  mutations: [{ meaning: 'a retention of 2 s' }],
  run,
};
