/**
 * CPU and memory of a gateway with 20 sensors at 4 packets per second each. Run by hand:
 * `WEARWIRE_LEVEL_SECONDS=600 vitest run apps/gateway/test/level`. Fails above 15 % of a core, and if memory
 * grows: its minimum in the last quarter must not be far above its minimum in the second quarter.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { dbusDaemon } from '@wearwire/test-support/bluez';
import { expect, it } from 'vitest';
import { FaultStage } from './support/fault-stage.js';

const SECONDS = Number(process.env.WEARWIRE_LEVEL_SECONDS ?? 0);
const SENSORS = 20;
const TICK_MS = 250;
const SAMPLES = 60;
const CORE_SHARE_MAX = 0.15;
const GROWTH_MAX = 1.1;
const MEBIBYTE = 1_024 * 1_024;

it.skipIf(SECONDS === 0 || dbusDaemon === undefined)(
  'a gateway with 20 sensors uses little CPU and a constant amount of memory',
  async () => {
    await using stage = await FaultStage.open({ sensors: SENSORS, tickMs: TICK_MS });
    await stage.allSending();
    const { cpuMs: cpuBeforeMs } = await stage.report();
    const startedMs = performance.now();
    const residentBytes: number[] = [];
    const heapBytes: number[] = [];
    for (let sample = 0; sample < SAMPLES; sample++) {
      await sleep((SECONDS * 1_000) / SAMPLES);
      const report = await stage.report();
      residentBytes.push(report.residentBytes);
      heapBytes.push(report.heapBytes);
    }
    const { cpuMs } = await stage.report();
    const share = (cpuMs - cpuBeforeMs) / (performance.now() - startedMs);
    const least = (values: readonly number[], quarter: number) =>
      Math.min(...values.slice((SAMPLES / 4) * quarter, (SAMPLES / 4) * (quarter + 1)));
    const shown = (values: readonly number[]) =>
      [0, 1, 2, 3].map((quarter) => (least(values, quarter) / MEBIBYTE).toFixed(1)).join(', ');
    console.log(
      `${(share * 100).toFixed(1)} % of a core; least resident MiB by quarter: ${shown(residentBytes)}; heap: ${shown(heapBytes)}; ${stage.summary()}`,
    );
    expect(share).toBeLessThan(CORE_SHARE_MAX);
    expect(least(heapBytes, 3)).toBeLessThan(least(heapBytes, 1) * GROWTH_MAX);
    expect(least(residentBytes, 3)).toBeLessThan(least(residentBytes, 1) * GROWTH_MAX);
  },
  7_200_000,
);
