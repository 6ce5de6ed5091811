/** A disk that takes 12 s for a write: nothing is acknowledged meanwhile that a kill could take. */
import { setTimeout as delay } from 'node:timers/promises';
import { BrokerProcess } from '../broker/broker-process.js';
import { SyscallFault } from '../broker/syscall-fault.js';
import { temporaryDirectory } from '../broker/temporary-directory.js';
import type { FaultRow, RowContext } from '../row.js';
import { StreamUnderFault } from './stream-under-fault.js';

const STALL_MS = 12_000;
/** Behind `barrierTimeoutMs` (5 s), before the write is done. */
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
  // Some events are acknowledged before.
  await delay(300);
  const fault = await SyscallFault.attach(pid, { what: `delay_enter=${STALL_MS * 1_000}` });
  tally.injected++;
  return fault;
}

async function killInStall(stream: StreamUnderFault, context: RowContext): Promise<void> {
  const { tally } = context;
  let startedAtMs = 0;
  await stream.underLoad(async ({ broker, closes }) => {
    await using _fault = await stall(broker.child.pid, context);
    startedAtMs = performance.now();
    await delay(KILL_AFTER_MS);
    for (const code of closes()) tally.add(`producers closed with ${code} in a stall`);
    await broker.kill();
    tally.add('killed in a stall');
  });
  await stream.settleAnew(startedAtMs);
}

async function waitOutStall(stream: StreamUnderFault, context: RowContext): Promise<void> {
  const { tally } = context;
  await stream.underLoad(async (running) => {
    const { broker, closes } = running;
    const startedAtMs = performance.now();
    {
      await using _fault = await stall(broker.child.pid, context);
      await delay(STALL_MS + 500);
    }
    for (const code of closes()) tally.add(`producers closed with ${code} in a stall`);
    tally.add('stalls waited out');
    await stream.settleHere(running, startedAtMs);
    const exit = await broker.stop();
    tally.expect(
      exit.code === 0,
      'comesBack',
      `after a stall it stopped with ${exit.code ?? exit.signal}`,
    );
  });
}

export const diskStall: FaultRow = {
  name: 'disk-stall',
  title: 'A stalled disk',
  method:
    'Under load every call that writes to the disk takes 12 s longer (`strace`). Half of the time the broker is killed with SIGKILL 9 s into the stall, half of the time the stall passes.',
  unit: 'stalls',
  invariants: ['acknowledgedIsStored', 'seenIsKept', 'storedOnce', 'numbersHaveNoGap', 'comesBack'],
  times: { proof: 1, short: 2, long: 40 },
  mutations: [
    { meaning: 'a relay that acknowledges before the broker does', tampering: 'early-ack' },
  ],
  run,
};
