import { describe, expect, it } from 'vitest';
import { accumulatedTorque } from './accumulated-torque.js';
import { latest } from './latest.js';
import { powerAverage } from './power-average.js';
import type { Reducer } from './reducer.js';
import { torqueFrequency } from './torque-frequency.js';
import { crankTorque, wheelTorque } from './torque-power.js';

function run<S, R, D>(reducer: Reducer<S, R, D>, ...packets: (readonly [number, R])[]) {
  let state: S | undefined;
  return packets.map(([atMs, reading]) => {
    const [next, derived] = reducer(state, reading, atMs);
    state = next;
    return derived;
  });
}

describe('powerAverage', () => {
  const page = (eventCount: number, accumulatedPowerW: number) => ({
    eventCount,
    accumulatedPowerW,
  });

  it('is the mean of the events, including lost packets, across both rollovers', () => {
    expect(run(powerAverage(), [0, page(254, 65_000)], [1000, page(2, 264)])).toEqual([
      undefined,
      { averagePowerW: 200 },
    ]);
  });

  it('keeps its value for repeated packets, becomes 0 after 3 s, and ignores other pages', () => {
    const same = page(1, 100);
    expect(
      run(powerAverage(), [0, page(0, 0)], [1000, same], [1500, {}], [4000, same], [4001, same]),
    ).toEqual([
      undefined,
      { averagePowerW: 100 },
      undefined,
      { averagePowerW: 100 },
      { averagePowerW: 0 },
    ]);
  });

  it('restarts after 30 s, and if the sum changes without an event', () => {
    const start = [0, page(0, 0)] as const;
    expect(run(powerAverage(), start, [30_000, page(1, 100)])[1]).toBeUndefined();
    expect(run(powerAverage(), start, [1000, page(0, 100)])[1]).toBeUndefined();
  });
});

describe('crankTorque', () => {
  const page = (eventCount: number, period: number, torque: number) => ({
    eventCount,
    crankRevolutions: eventCount,
    accumulatedPeriodRaw: period,
    accumulatedTorqueRaw: torque,
  });

  it('power is torque times angular velocity, across all rollovers', () => {
    expect(
      run(crankTorque(), [0, page(255, 64_512, 65_000)], [1000, page(0, 1024, 104)])[1],
    ).toEqual({
      averageTorqueNm: 20,
      averagePowerW: 40 * Math.PI,
      angularVelocityRadS: 2 * Math.PI,
      averageCadenceRpm: 60,
    });
  });

  it('events without a duration mean a standstill', () => {
    expect(run(crankTorque(), [0, page(0, 0, 0)], [1000, page(1, 0, 0)])[1]).toMatchObject({
      averagePowerW: 0,
      averageCadenceRpm: 0,
    });
  });

  it('restarts after 32 s, above 60 revolutions per second, and if sums change without an event', () => {
    const start = [0, page(0, 0, 0)] as const;
    expect(run(crankTorque(), start, [32_000, page(1, 2048, 32)])[1]).toBeUndefined();
    expect(run(crankTorque(), start, [1000, page(100, 2048, 32)])[1]).toBeUndefined();
    expect(run(crankTorque(), start, [1000, page(0, 2048, 32)])[1]).toBeUndefined();
  });
});

describe('wheelTorque', () => {
  const page = (eventCount: number, period: number, torque: number, wheelRevolutions: number) => ({
    eventCount,
    wheelRevolutions,
    accumulatedPeriodRaw: period,
    accumulatedTorqueRaw: torque,
  });

  it('returns speed and distance if a circumference is given', () => {
    const packets = [[0, page(0, 0, 0, 250)] as const, [1000, page(1, 1024, 32, 4)] as const];
    expect(run(wheelTorque({ wheelCircumferenceM: 2 }), ...packets)[1]).toMatchObject({
      averageSpeedMps: 4,
      distanceM: 20,
    });
    expect(run(wheelTorque(), ...packets)[1]).not.toHaveProperty('distanceM');
  });

  it('keeps its values for repeated packets; then all except the distance become 0', () => {
    const reducer = wheelTorque({ wheelCircumferenceM: 2 });
    const same = page(1, 1024, 320, 1);
    const found = run(reducer, [0, page(0, 0, 0, 0)], [1000, same], [4000, same], [4001, same]);
    expect(found[2]).toBe(found[1]);
    expect(found[3]).toEqual({
      averageTorqueNm: 0,
      averagePowerW: 0,
      angularVelocityRadS: 0,
      averageSpeedMps: 0,
      distanceM: 2,
    });
  });
});

describe('torqueFrequency', () => {
  const page = (
    eventCount: number,
    eventTimeRaw: number,
    torqueTicks: number,
    ctfOffsetHz?: number,
  ) => ({ eventCount, eventTimeRaw, torqueTicks, slopeNmPerHz: 10, ctfOffsetHz });
  const start = [0, page(255, 65_000, 65_000, 500)] as const;

  it('returns cadence and torque across all rollovers', () => {
    expect(run(torqueFrequency(), start, [1000, page(0, 1464, 164, 500)])[1]).toEqual({
      cadenceRpm: 60,
      averageTorqueNm: 20,
      averagePowerW: 40 * Math.PI,
      angularVelocityRadS: 2 * Math.PI,
    });
  });

  it('returns only the cadence without the offset', () => {
    expect(run(torqueFrequency(), start, [1000, page(0, 1464, 164)])[1]).toEqual({
      cadenceRpm: 60,
    });
  });

  it('keeps its values, then becomes 0; restarts after 32 s and if revolutions take no time', () => {
    const still = page(0, 1464, 164, 500);
    const found = run(torqueFrequency(), start, [1000, still], [4000, still], [4001, still]);
    expect(found.slice(2)).toMatchObject([{ cadenceRpm: 60 }, { cadenceRpm: 0, averagePowerW: 0 }]);
    expect(run(torqueFrequency(), start, [32_000, still])[1]).toBeUndefined();
    expect(run(torqueFrequency(), start, [1000, page(0, 65_000, 0)])[1]).toBeUndefined();
  });
});

describe('latest', () => {
  it('adds the value of another page, or the initial value before that', () => {
    const reducer = latest<'ctfOffsetHz', number>('ctfOffsetHz', 500);
    expect(run(reducer, [0, {}], [1, { ctfOffsetHz: 510 }], [2, {}])).toEqual([
      { ctfOffsetHz: 500 },
      { ctfOffsetHz: 510 },
      { ctfOffsetHz: 510 },
    ]);
    expect(run(latest<'quality', string>('quality'), [0, {}])).toEqual([undefined]);
  });
});

describe('accumulatedTorque', () => {
  const packet = (raw: number, source: 'wheel' | 'crank', revolutions: number) => ({
    accumulatedTorqueRaw: raw,
    accumulatedTorqueSource: source,
    [`${source}Revolutions`]: revolutions,
  });

  it('is the sum divided by the revolutions of its source, across the rollover at 2048 Nm', () => {
    expect(
      run(
        accumulatedTorque(),
        [0, packet(65_376, 'crank', 65_535)],
        [1000, packet(480, 'crank', 1)],
      ),
    ).toEqual([undefined, { averageTorqueNm: 10 }]);
    expect(
      run(
        accumulatedTorque(),
        [0, packet(0, 'wheel', 70_000)],
        [1000, packet(320, 'wheel', 70_005)],
      ),
    ).toEqual([undefined, { averageTorqueNm: 2 }]);
  });

  it('returns nothing for the first packet, without revolutions, after 10 s, and for decreasing counts', () => {
    expect(
      run(
        accumulatedTorque(),
        [0, packet(0, 'crank', 5)],
        [1000, packet(0, 'crank', 5)],
        [2000, { accumulatedTorqueRaw: 1 }],
        [3000, packet(32, 'crank', 4)],
        [13_001, packet(64, 'crank', 5)],
      ),
    ).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });
});
