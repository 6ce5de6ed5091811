/** Kills the broker with SIGKILL at random moments under load and during the next start. */
import { setTimeout as delay } from 'node:timers/promises';
import { type TemporaryDirectory, temporaryDirectory } from '@wearwire/test-support';
import { BrokerProcess } from '../broker/broker-process.js';
import { compareAll, replayNewEvents } from '../check/replay.js';
import { StreamCheck } from '../check/stream-check.js';
import { STREAM_INVARIANTS } from '../invariants.js';
import { Load, submitOne } from '../load/load.js';
import { randomMoment } from '../load/wait.js';
import type { FaultRow, RowContext } from '../row.js';
import { openTarget } from '../tamper/tampering-proxy.js';

const LOAD = { producers: 8, inFlightMax: 50, eventsMax: 2_000 };
const LOAD_MS_MAX = 250;
const START_MS_MAX = 1_000;
/** Probability that a kill under load is followed by a kill during the next start. */
const START_SHARE = 0.2;

/** One data directory and the brokers that are started on it, one after another. */
class DataDirectory implements AsyncDisposable {
  readonly check: StreamCheck;
  readonly #directory: TemporaryDirectory;
  readonly #flags: readonly string[];
  readonly #context: RowContext;
  #killedAtMs: number | undefined;

  constructor(directory: TemporaryDirectory, flags: readonly string[], context: RowContext) {
    this.#directory = directory;
    this.#flags = flags;
    this.#context = context;
    this.check = new StreamCheck(context.tally);
  }

  #spawn(): BrokerProcess {
    const { mutation } = this.#context;
    return BrokerProcess.spawn({ data: this.#directory.path, flags: this.#flags, mutation });
  }

  /** Kills a broker while it starts, or just after. */
  async killStart(): Promise<void> {
    const broker = this.#spawn();
    await randomMoment(this.#context.random, 0, START_MS_MAX);
    this.#context.tally.add(broker.isReady ? 'killed just after a start' : 'killed during a start');
    await this.#kill(broker);
  }

  async #kill(broker: BrokerProcess): Promise<void> {
    await broker.kill();
    this.#killedAtMs ??= performance.now();
    this.#context.tally.injected++;
  }

  /** Starts a broker, checks the events stored before the last kill, then kills it under load. */
  async killUnderLoad(name: string): Promise<void> {
    const { tally, mutation, random } = this.#context;
    await using broker = this.#spawn();
    await broker.ready();
    await using target = await openTarget(broker, mutation);
    await this.#submitAndCheck(target, name);
    using _load = await Load.start(target, this.check, name, LOAD);
    await randomMoment(random, 10, LOAD_MS_MAX);
    tally.add('killed under load');
    await this.#kill(broker);
    // Let the clients read the data that is still in the socket buffers.
    await delay(5);
  }

  async #submitAndCheck(target: { url: string; httpUrl: string }, name: string): Promise<void> {
    const { check } = this;
    const { tally } = this.#context;
    await submitOne(target, check, `${name}-first`);
    if (this.#killedAtMs !== undefined) tally.outagesMs.push(performance.now() - this.#killedAtMs);
    this.#killedAtMs = undefined;
    await replayNewEvents(target, check);
  }

  /** Starts a last time and compares a replay of all stored events with those of earlier replays. */
  async compareAll(): Promise<void> {
    await using broker = this.#spawn();
    await broker.ready();
    await using target = await openTarget(broker, this.#context.mutation);
    await this.#submitAndCheck(target, 'end');
    await compareAll(target, this.check, 'may be removed');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#directory[Symbol.asyncDispose]();
  }
}

/** `--disk-max` makes segments small, so that some are sealed, sorted and removed while kills happen. */
const FLAG_SETS = [
  ['--durability', 'disk'],
  ['--durability', 'process', '--disk-max', '24MB'],
];

async function run(context: RowContext): Promise<void> {
  const { tally, random } = context;
  for (const [index, flags] of FLAG_SETS.entries()) {
    await using directory = new DataDirectory(await temporaryDirectory(), flags, context);
    const share = (index + 1) / FLAG_SETS.length;
    for (let round = 1; !context.isDone(share); round++) {
      await directory.killUnderLoad(`r${round}`);
      if (random() < START_SHARE && !context.isDone(share)) await directory.killStart();
      if (round % 25 === 0) context.progress(`${tally.injected} kills`);
    }
    await directory.compareAll();
  }
}

export const kill: FaultRow = {
  name: 'kill',
  title: 'kill -9 under load',
  method:
    'The broker gets SIGKILL at a random moment while 8 producers submit and a consumer reads; after one kill in five, the next start gets SIGKILL at a random moment too. Half of the kills are with `--durability disk`, half with `--durability process` and a bounded log, whose segments are sealed, sorted and removed meanwhile.',
  unit: 'kills',
  invariants: STREAM_INVARIANTS,
  injections: { proof: 4, short: 50, long: 1_000 },
  mutations: [
    {
      meaning: 'a disk that reports each write 300 ms before it is done',
      preload: 'write-later.mjs',
    },
    { meaning: 'a relay that acknowledges before the broker does', tampering: 'early-ack' },
  ],
  run,
};
