/** Fills the disk: producers are closed with 1013, nothing is lost, and the broker recovers when space is freed. */
import { setTimeout as delay } from 'node:timers/promises';
import { BrokerProcess, BrokerStartError } from '../broker/broker-process.js';
import { SmallDisk } from '../broker/small-disk.js';
import { httpStatus } from '../client/http-status.js';
import { requestToken } from '../client/tokens.js';
import { until } from '../load/wait.js';
import type { FaultRow, RowContext } from '../row.js';
import { StreamUnderFault, type UnderLoad } from './stream-under-fault.js';

const DISK_SIZE = '96m';
/** Longest wait until the first producer is closed. */
const CLOSE_TIMEOUT_MS = 60_000;
/** How long the disk stays full after the first producer was closed. */
const FULL_MS = 3_000;
const TOKENS = 200;
/** The broker must not flood its own log while the disk is full. */
const LOG_LINES_PER_SECOND_MAX = 5;

async function run(context: RowContext): Promise<void> {
  const { tally, mutation } = context;
  await using disk = await SmallDisk.mount(DISK_SIZE);
  const start = () =>
    BrokerProcess.start({
      data: `${disk.path}/data`,
      wrapper: disk.wrapper,
      mutation,
      flags: ['--retention', '10m', '--disk-max', '32MB'],
    });
  const stream = new StreamUnderFault(context, start);
  while (!context.isDone()) {
    const isKilled = tally.injected % 2 === 1;
    await stream.underLoad(async (running) => {
      const filledAtMs = await fill(disk, running, context);
      if (isKilled) {
        await running.broker.kill();
        await startWhileFull(start, context);
      }
      await disk.free();
      await (isKilled
        ? stream.checkWithNewBroker(filledAtMs)
        : stream.checkWithSameBroker(running, filledAtMs));
    });
    context.progress(`${tally.injected} full disks`);
  }
}

async function fill(
  disk: SmallDisk,
  { broker, load }: UnderLoad,
  { tally }: RowContext,
): Promise<number> {
  await delay(200);
  await disk.fill();
  tally.injected++;
  const filledAtMs = performance.now();
  // Polled from the start: once `--disk-max` has removed a segment, the broker has space again and answers 200.
  const unready = becomesUnready(broker);
  const isClosed = await until(() => load.closeCodes.length > 0, CLOSE_TIMEOUT_MS);
  tally.expect(isClosed, 'failureIsVisible', 'disk full: no producer was closed');
  const codes = load.closeCodes;
  tally.expect(
    codes.every((code) => code === 1013),
    'failureIsVisible',
    `disk full: producers were closed with ${codes}`,
  );
  tally.expect(await unready, 'failureIsVisible', 'disk full: /readyz never answered 503');
  const linesBefore = lineCount(broker);
  await delay(FULL_MS);
  const lines = lineCount(broker) - linesBefore;
  tally.addMax('log lines in 3 s of a full disk, max', lines);
  tally.expect(
    lines <= (LOG_LINES_PER_SECOND_MAX * FULL_MS) / 1_000,
    'failureIsVisible',
    `disk full: ${lines} log lines in 3 s`,
  );
  const raw = broker.log.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
  tally.expect(
    raw.length === 0,
    'failureIsVisible',
    `disk full: a stderr line that is not JSON: ${raw[0]}`,
  );
  await requestTokens(broker, tally);
  return filledAtMs;
}

/** Requests 200 tokens at once, as reconnecting clients do; all must be issued. */
async function requestTokens(broker: BrokerProcess, tally: RowContext['tally']): Promise<void> {
  const requests = Array.from({ length: TOKENS }, () => requestToken(broker, 'monitor'));
  const results = await Promise.allSettled(requests);
  const issued = results.filter(({ status }) => status === 'fulfilled').length;
  tally.add('tokens issued while the disk was full', issued);
  tally.expect(issued === TOKENS, 'comesBack', `disk full: ${issued} of ${TOKENS} tokens issued`);
}

async function becomesUnready(broker: BrokerProcess): Promise<boolean> {
  const endMs = performance.now() + CLOSE_TIMEOUT_MS;
  while (performance.now() < endMs) {
    if ((await httpStatus(`${broker.httpUrl}/readyz`)) === 503) return true;
    await delay(20);
  }
  return false;
}

function lineCount({ log }: BrokerProcess): number {
  return log.split('\n').length;
}

/** Starts a broker, which must become ready, or exit with status 1 and at most three lines that give the reason. */
async function startWhileFull(
  start: () => Promise<BrokerProcess>,
  { tally }: RowContext,
): Promise<void> {
  try {
    await using _broker = await start();
    tally.add('starts on a full disk: served');
  } catch (error) {
    if (!(error instanceof BrokerStartError)) throw error;
    tally.add('starts on a full disk: refused');
    const isSentence = error.exit?.code === 1 && error.stderr.trim().split('\n').length <= 3;
    tally.expect(isSentence, 'failureIsVisible', `a start on a full disk: ${error.message}`);
  }
}

export const diskFull: FaultRow = {
  name: 'disk-full',
  title: 'A full disk',
  method:
    'The data directory is on a tmpfs of 96 MB that is filled to the last byte under load, stays full for 3 s or more, then gets free space again. Every second time the broker is killed while the disk is full, and started once before space is freed.',
  unit: 'full disks',
  invariants: [
    'failureIsVisible',
    'acknowledgedIsStored',
    'seenIsKept',
    'storedOnce',
    'numbersHaveNoGap',
    'comesBack',
  ],
  injections: { proof: 2, short: 4, long: 40 },
  mutations: [
    { meaning: 'a relay that acknowledges before the broker does', tampering: 'early-ack' },
    { meaning: 'a broker that treats a failed write as successful', preload: 'ignore-errors.mjs' },
  ],
  run,
};
