/** Failing writes and syncs: one call of the log, one of the meta store, or all calls (a read-only disk). */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { temporaryDirectory } from '@wearwire/test-support';
import { BrokerProcess } from '../broker/broker-process.js';
import { type Injection, SyscallFault, segmentPaths } from '../broker/syscall-fault.js';
import { httpStatus } from '../client/http-status.js';
import { requestToken } from '../client/tokens.js';
import { until } from '../load/wait.js';
import type { FaultRow, RowContext } from '../row.js';
import { StreamUnderFault } from './stream-under-fault.js';

/** Longest time until the failure must be visible from outside. */
const VISIBLE_TIMEOUT_MS = 60_000;

interface DiskError {
  readonly name: string;
  injection(data: string): Promise<Injection>;
}

const ERRORS: readonly DiskError[] = [
  {
    name: 'EIO once in the log',
    injection: async (data) => ({
      expression: 'error=EIO:when=1',
      paths: await segmentPaths(data),
    }),
  },
  {
    name: 'EIO once in the meta store',
    injection: async (data) => ({
      expression: 'error=EIO:when=1',
      paths: [join(data, 'meta', 'data.mdb')],
    }),
  },
  { name: 'EROFS for every write', injection: async () => ({ expression: 'error=EROFS' }) },
];

async function run(context: RowContext): Promise<void> {
  const { tally, mutation } = context;
  await using directory = await temporaryDirectory();
  const data = directory.path;
  const stream = new StreamUnderFault(context, () => BrokerProcess.start({ data, mutation }));
  while (!context.isDone()) {
    const error = ERRORS[tally.injected % ERRORS.length] as DiskError;
    await tryError(stream, data, error, context);
    context.progress(`${tally.injected} errors`);
  }
}

async function tryError(
  stream: StreamUnderFault,
  data: string,
  { name, injection }: DiskError,
  { tally }: RowContext,
): Promise<void> {
  let failedAtMs = 0;
  await stream.underLoad(async ({ broker, load }) => {
    await delay(200);
    await using _fault = await SyscallFault.attach(broker.child.pid, await injection(data));
    tally.injected++;
    failedAtMs = performance.now();
    const isFailureVisible = await isVisible(broker);
    tally.expect(isFailureVisible, 'failureIsVisible', `${name}: the broker stayed ready`);
    tally.add(
      `${name}: ${broker.exit === undefined ? 'not ready' : `exited with ${broker.exit.code}`}`,
    );
    for (const code of load.closeCodes) tally.add(`producers closed with ${code}`);
  });
  await stream.checkWithNewBroker(failedAtMs);
}

/** Whether the broker exits with a status other than 0, or keeps running and is not ready. */
async function isVisible(broker: BrokerProcess): Promise<boolean> {
  let isReady = true;
  let isWatching = true;
  const watch = async (): Promise<void> => {
    while (isReady && isWatching) {
      // A token request makes the meta store write.
      requestToken(broker, { user: 'probe' }).catch(() => {});
      isReady = (await httpStatus(`${broker.httpUrl}/readyz`)) === 200;
      await delay(20);
    }
  };
  void watch();
  await until(() => broker.exit !== undefined || !isReady, VISIBLE_TIMEOUT_MS);
  // A broker that is not ready may be about to exit: wait for that before judging it.
  await until(() => broker.exit !== undefined, 3_000);
  isWatching = false;
  return broker.exit === undefined ? !isReady : broker.exit.code !== 0;
}

export const diskError: FaultRow = {
  name: 'disk-error',
  title: 'Disk errors',
  method:
    'Under load a write or sync fails (`strace`): EIO once in the log, EIO once in the meta store, or EROFS for every write. The failure must be visible from outside. The broker is then killed if it did not exit, and started again on a working disk.',
  unit: 'errors',
  invariants: ['failureIsVisible', 'acknowledgedIsStored', 'seenIsKept', 'storedOnce', 'comesBack'],
  injections: { proof: 1, short: 3, long: 60 },
  mutations: [
    { meaning: 'a relay that acknowledges before the broker does', tampering: 'early-ack' },
    { meaning: 'a broker that treats a failed write as successful', preload: 'ignore-errors.mjs' },
  ],
  run,
};
