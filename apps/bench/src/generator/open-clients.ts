/** Opens many clients, either a fixed number at a time or on a schedule, and measures the time until each is ready. */
import { nowUs } from '../clock.js';
import { LatencyCounter } from '../measure/latency-counter.js';

export type Pacing =
  /** Closed loop: this many at a time in each process. */
  | { readonly atATime: number }
  /** Open loop: this process opens one per interval, independently of the server. */
  | { readonly startUs: number; readonly everyUs: number };

/** Sent between processes. */
export interface OpenResult {
  /** Counts of a LatencyCounter: from the scheduled start until the client was ready. */
  readonly readyCounts: Uint32Array;
  readonly opened: number;
  /** Count per cause. */
  readonly failures: Readonly<Record<string, number>>;
  /** Value of `nowUs`. */
  readonly firstUs: number;
  readonly lastUs: number;
}

export async function openClients(
  numbers: readonly number[],
  pacing: Pacing,
  open: (number: number) => Promise<void>,
): Promise<OpenResult> {
  const ready = new LatencyCounter();
  const failures: Record<string, number> = {};
  const firstUs = nowUs();
  let opened = 0;
  let lastUs = firstUs;
  const openOne = async (number: number, intendedUs: number): Promise<void> => {
    try {
      await open(number);
      opened++;
      lastUs = nowUs();
      ready.record(lastUs - intendedUs);
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      failures[cause] = (failures[cause] ?? 0) + 1;
    }
  };
  if ('atATime' in pacing) await openConcurrently(numbers, pacing.atATime, openOne);
  else await openBySchedule(numbers, pacing, openOne);
  return { readyCounts: ready.counts, opened, failures, firstUs, lastUs };
}

async function openConcurrently(
  numbers: readonly number[],
  atATime: number,
  openOne: (number: number, intendedUs: number) => Promise<void>,
): Promise<void> {
  let index = 0;
  const lane = async (): Promise<void> => {
    while (index < numbers.length) await openOne(numbers[index++] as number, nowUs());
  };
  await Promise.all(Array.from({ length: Math.min(atATime, numbers.length) }, lane));
}

async function openBySchedule(
  numbers: readonly number[],
  { startUs, everyUs }: { readonly startUs: number; readonly everyUs: number },
  openOne: (number: number, intendedUs: number) => Promise<void>,
): Promise<void> {
  const openings: Promise<void>[] = [];
  let index = 0;
  while (index < numbers.length) {
    const dueUs = startUs + index * everyUs;
    const waitUs = dueUs - nowUs();
    if (waitUs > 0) await new Promise((resolve) => setTimeout(resolve, waitUs / 1e3));
    else openings.push(openOne(numbers[index++] as number, dueUs));
  }
  await Promise.all(openings);
}
