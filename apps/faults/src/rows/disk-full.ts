/** A disk that is full: producers are told, nothing is lost, and it goes on when there is room. */
import { setTimeout as delay } from 'node:timers/promises';
import { BrokerProcess, BrokerStartError } from '../broker/broker-process.js';
import { SmallDisk } from '../broker/small-disk.js';
import { httpStatus } from '../client/http-status.js';
import { requestToken } from '../client/tokens.js';
import { until } from '../load/wait.js';
import type { FaultRow, RowContext } from '../row.js';
import { StreamUnderFault, type UnderLoad } from './stream-under-fault.js';

const DISK_SIZE = '96m';
const TELL_TIMEOUT_MS = 60_000;
/** How long the disk stays full after the first producer was told. */
const FULL_MS = 3_000;
const TOKENS = 200;
/** A broker that writes more than this a second to its log adds to the trouble. */
const LOG_LINES_PER_SECOND_MAX = 5;

async function run(context: RowContext): Promise<void> {
  const { tally, mutation } = context;
  await using disk = await SmallDisk.mount(DISK_SIZE);
  const start = () =>
    BrokerProcess.start({
      data: `${disk.path}/data`,
      wrapper: disk.wrapper,
      mutation,
      flags: ['--retention', '60s', '--disk-max', '32MB'],
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
      await (isKilled ? stream.settleAnew(filledAtMs) : stream.settleHere(running, filledAtMs));
    });
    context.progress(`${tally.injected} times full`);
  }
}

async function fill(
  disk: SmallDisk,
  { broker, closes }: UnderLoad,
  { tally }: RowContext,
): Promise<number> {
  await delay(200);
  await disk.fill();
  tally.injected++;
  const filledAtMs = performance.now();
  const isTold = await until(() => closes().length > 0, TELL_TIMEOUT_MS);
  tally.expect(isTold, 'failureIsVisible', 'full, and no producer was closed');
  const codes = closes();
  tally.expect(
    codes.every((code) => code === 1013),
    'failureIsVisible',
    `full: producers were closed with ${codes}`,
  );
  const isNotReady = await becomesUnready(broker);
  tally.expect(isNotReady, 'failureIsVisible', 'full, and /readyz answers 200');
  const linesBefore = lineCount(broker);
  await delay(FULL_MS);
  const lines = lineCount(broker) - linesBefore;
  tally.most('lines in its log in 3 s of a full disk, at most', lines);
  tally.expect(
    lines <= (LOG_LINES_PER_SECOND_MAX * FULL_MS) / 1_000,
    'failureIsVisible',
    `full: ${lines} lines in its log in 3 s`,
  );
  const raw = broker.log.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
  tally.expect(raw.length === 0, 'failureIsVisible', `full: not a line of its log: ${raw[0]}`);
  await takeTokens(broker, tally);
  return filledAtMs;
}

/** As many clients as come back at once get one each. */
async function takeTokens(broker: BrokerProcess, tally: RowContext['tally']): Promise<void> {
  const requests = Array.from({ length: TOKENS }, () => requestToken(broker, 'monitor'));
  const results = await Promise.allSettled(requests);
  const given = results.filter(({ status }) => status === 'fulfilled').length;
  tally.add('tokens given while it was full', given);
  tally.expect(given === TOKENS, 'comesBack', `full, and ${given} of ${TOKENS} tokens were given`);
}

async function becomesUnready(broker: BrokerProcess): Promise<boolean> {
  const endMs = performance.now() + 20_000;
  while (performance.now() < endMs) {
    if ((await httpStatus(`${broker.httpUrl}/readyz`)) !== 200) return true;
    await delay(20);
  }
  return false;
}

function lineCount({ log }: BrokerProcess): number {
  return log.split('\n').length;
}

/** It starts, or says in one sentence why not. */
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
    'The data directory is on a tmpfs of 96 MB that is filled to the last byte under load, stays full for some seconds, and gets room again. Every second time the broker is killed while the disk is full, and started once before there is room.',
  unit: 'times full',
  invariants: [
    'failureIsVisible',
    'acknowledgedIsStored',
    'seenIsKept',
    'storedOnce',
    'numbersHaveNoGap',
    'comesBack',
  ],
  times: { proof: 2, short: 4, long: 100 },
  mutations: [
    { meaning: 'a relay that acknowledges before the broker does', tampering: 'early-ack' },
    { meaning: 'a broker that takes a failed write for done', preload: 'ignore-errors.mjs' },
  ],
  run,
};
