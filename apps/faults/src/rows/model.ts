/**
 * Runs random operations against a broker with small segments and compares every replayed byte with a model
 * of the streams. Kills, a full disk and the removal of old segments are among the operations.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { BrokerProcess } from '../broker/broker-process.js';
import { SmallDisk } from '../broker/small-disk.js';
import type { Target } from '../client/tokens.js';
import { STREAM_INVARIANTS } from '../invariants.js';
import { randomItem } from '../random.js';
import type { FaultRow, RowContext } from '../row.js';
import { openTarget } from '../tamper/tampering-proxy.js';
import { ModelStream } from './model-stream.js';

/** The first one is `DEVELOPER`, which every broker has. */
const DEVELOPERS = ['a:key-of-a', 'b:key-of-b', 'c:key-of-c'];
const DISK_SIZE = '192m';
/** Makes segments of a few hundred kB; the oldest are removed before the disk is full. */
const LOG_SIZE = '8MB';
const KILL_SHARE = 0.015;
const FULL_SHARE = 0.005;
/** So few that events are replayed and checked before the log can remove them. */
const OPERATIONS_PER_CHECK = 80;

class Model {
  readonly #context: RowContext;
  readonly #disk: SmallDisk;
  readonly #streams: readonly ModelStream[];
  #broker: BrokerProcess | undefined;
  #target: (Target & AsyncDisposable) | undefined;

  constructor(context: RowContext, disk: SmallDisk) {
    this.#context = context;
    this.#disk = disk;
    this.#streams = DEVELOPERS.map((credentials) => new ModelStream(credentials, context));
  }

  async start(): Promise<void> {
    const { mutation } = this.#context;
    const others = DEVELOPERS.slice(1).flatMap((credentials) => ['--developer', credentials]);
    this.#broker = await BrokerProcess.start({
      data: `${this.#disk.path}/data`,
      wrapper: this.#disk.wrapper,
      mutation,
      flags: [...others, '--disk-max', LOG_SIZE, '--monitors-per-developer', '100'],
    });
    this.#target = await openTarget(this.#broker, mutation);
    await this.drainAndCheck();
  }

  async drainAndCheck(): Promise<void> {
    const target = this.#target as Target;
    for (const stream of this.#streams) await stream.drainAndCheck(target);
  }

  async operate(): Promise<void> {
    const { random, tally } = this.#context;
    const target = this.#target as Target;
    const stream = randomItem(random, this.#streams);
    const dice = random();
    tally.injected++;
    if (dice < KILL_SHARE) return this.#kill();
    if (dice < KILL_SHARE + FULL_SHARE) return this.#fillUp();
    if (dice < 0.5) return stream.submit(target);
    if (dice < 0.6) return stream.reconnect(target);
    // Not awaited: other operations run concurrently, and a kill may interrupt the replay.
    void stream.replay(target);
    await delay(5);
  }

  async #kill(): Promise<void> {
    const { tally } = this.#context;
    tally.add('kills');
    await this.#broker?.kill();
    const killedAtMs = performance.now();
    // Let the clients read the data that is still in the socket buffers.
    await delay(20);
    await this.#target?.[Symbol.asyncDispose]();
    await this.start();
    tally.outagesMs.push(performance.now() - killedAtMs);
  }

  async #fillUp(): Promise<void> {
    const { tally, random } = this.#context;
    tally.add('full disks');
    await this.#disk.fill();
    for (let i = 0; i < 5; i++) {
      const stream = this.#streams[i % this.#streams.length] as ModelStream;
      await stream.submit(this.#target as Target).catch(() => {});
      await delay(random() * 100);
    }
    await this.#disk.free();
    if (this.#broker?.exit !== undefined) {
      tally.violate('comesBack', 'the broker exited on a full disk');
      await this.start();
    }
    // Give the broker time to detect the free space.
    await delay(200);
    await this.drainAndCheck();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const stream of this.#streams) stream.disconnect();
    await this.#target?.[Symbol.asyncDispose]();
    await this.#broker?.kill();
  }
}

async function run(context: RowContext): Promise<void> {
  const { tally } = context;
  await using disk = await SmallDisk.mount(DISK_SIZE);
  await using model = new Model(context, disk);
  await model.start();
  while (!context.isDone()) {
    await model.operate();
    if (tally.injected % OPERATIONS_PER_CHECK === 0) await model.drainAndCheck();
    if (tally.injected % 1_000 === 0) context.progress(`${tally.injected} operations`);
  }
  await model.drainAndCheck();
}

export const model: FaultRow = {
  name: 'model',
  title: 'A model beside a live broker',
  method:
    'Random operations on three developers of a broker with small segments and a bounded log: bursts of SUBMITs, up to 8 REPLAYs at once with random bounds, reconnects, kill -9 and a full disk, while segments are sorted and the oldest are removed. Each replay is compared with the model byte for byte.',
  unit: 'operations',
  invariants: ['replayIsExact', ...STREAM_INVARIANTS],
  injections: { proof: 100, short: 300, long: 20_000 },
  mutations: [
    { meaning: 'a relay that changes every 47th DISPATCH', tampering: 'alter-dispatch' },
    { meaning: 'a relay that drops every 47th DISPATCH', tampering: 'drop-dispatch' },
  ],
  run,
};
