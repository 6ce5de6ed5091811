/**
 * A recording as a trace: a CSV with the time in seconds in the first column and readings in the others, one
 * event per reading. Only the times are used; the payload is the same as in every run. With `speed` 2 it is played
 * twice as fast.
 */
import { readFile } from 'node:fs/promises';
import type { Schedule } from './schedule.js';

export async function loadTrace(
  path: string,
  producers: number,
  speed: number,
  seed: number,
): Promise<Schedule & { readonly shape: 'trace' }> {
  return parseTrace(await readFile(path, 'utf8'), producers, speed, seed);
}

/** Throws a one-line error if the recording has no times. */
export function parseTrace(
  csv: string,
  producers: number,
  speed: number,
  seed: number,
): Schedule & { readonly shape: 'trace' } {
  const times: number[] = [];
  for (const line of csv.split('\n')) {
    const [time = '', ...readings] = line.trim().split(',');
    const seconds = Number(time);
    if (time === '' || !Number.isFinite(seconds)) continue;
    for (const reading of readings) if (reading !== '') times.push((seconds * 1e6) / speed);
  }
  times.sort((a, b) => a - b);
  const last = times.at(-1);
  if (last === undefined) throw new Error('the trace has no line with seconds and readings');
  const timesUs = Float64Array.from(times, (timeUs) => timeUs - times[0]!);
  // One pass includes the second after the last reading.
  const passUs = last - times[0]! + 1e6 / speed;
  return { shape: 'trace', timesUs, passUs, producers, seed };
}

/** Events per second of one producer. */
export function traceRatePerS(trace: Schedule & { readonly shape: 'trace' }): number {
  return (trace.timesUs.length / trace.passUs) * 1e6;
}
