/** A disk that takes 12 s for a write. No event may be acknowledged before its write is done. */
import { setTimeout as delay } from 'node:timers/promises';
import { temporaryDirectory } from '@wearwire/test-support';
import { BrokerProcess } from '../broker/broker-process.js';
import { SyscallFault } from '../broker/syscall-fault.js';
import type { FaultRow, RowContext } from '../row.js';
import { StreamUnderFault } from './stream-under-fault.js';

const STALL_MS = 12_000;
/** After `barrierTimeoutMs` (5 s) and before the write is done. */
const KILL_AFTER_MS = 9_000;

async function run(context: RowContext): Promise<void> {
  const { tally, mutation } = context;
  await using directory = await temporaryDirectory();
  const data = directory.path;
  const stream = new StreamUnderFault(context, () => BrokerProcess.start({ data, mutation }));
  while (!context.isDone()) {
    if (tally.injected % 2 === 0) await killInStall(stream, context);
    else await waitOutStall(stream, context);
    context.progress(`${tally.injected} stalls`);
  }
}

async function stall(pid: number | undefined, { tally }: RowContext): Promise<SyscallFault> {
  // Let some events be acknowledged before the stall.
  await delay(300);
  const fault = await SyscallFault.attach(pid, { expression: `delay_enter=${STALL_MS * 1_000}` });
  tally.injected++;
  return fault;
}

async function killInStall(stream: StreamUnderFault, context: RowContext): Promise<void> {
  const { tally } = context;
  let startedAtMs = 0;
  await stream.underLoad(async ({ broker, load }) => {
    await using _fault = await stall(broker.child.pid, context);
    startedAtMs = performance.now();
    await delay(KILL_AFTER_MS);
    for (const code of load.closeCodes) tally.add(`producers closed with ${code} during a stall`);
    await broker.kill();
    tally.add('killed during a stall');
  });
  await stream.checkWithNewBroker(startedAtMs);
}

async function waitOutStall(stream: StreamUnderFault, context: RowContext): Promise<void> {
  const { tally } = context;
  await stream.underLoad(async (running) => {
    const { broker, load } = running;
    const startedAtMs = performance.now();
    {
      await using _fault = await stall(broker.child.pid, context);
      await delay(STALL_MS + 500);
    }
    for (const code of load.closeCodes) tally.add(`producers closed with ${code} during a stall`);
    tally.add('stalls that passed without a kill');
    await stream.checkWithSameBroker(running, startedAtMs);
    const exit = await broker.stop();
    tally.expect(
      exit.code === 0,
      'comesBack',
      `after a stall, SIGTERM ended the broker with ${exit.code ?? exit.signal}`,
    );
  });
}

export const diskStall: FaultRow = {
  name: 'disk-stall',
  title: 'A stalled disk',
  method:
    'Under load every system call that writes to the disk is delayed by 12 s (`strace`). In half of the stalls the broker is killed with SIGKILL after 9 s; the other half end without a kill.',
  unit: 'stalls',
  invariants: ['acknowledgedIsStored', 'seenIsKept', 'storedOnce', 'numbersHaveNoGap', 'comesBack'],
  injections: { proof: 1, short: 2, long: 20 },
  mutations: [
    { meaning: 'a relay that acknowledges before the broker does', tampering: 'early-ack' },
  ],
  run,
};
