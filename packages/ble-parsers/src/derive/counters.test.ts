import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crankCadence } from './crank-cadence.js';
import { gearRatio } from './gear-ratio.js';
import type { Reducer } from './reducer.js';
import { wheelSpeed } from './wheel-speed.js';

/** Returns the values that a reducer derives from packets, each with its time of arrival in ms. */
function run<S, R, D>(reducer: Reducer<S, R, D>, packets: readonly (readonly [number, R])[]) {
  let state: S | undefined;
  return packets.map(([atMs, reading]) => {
    const [next, derived] = reducer(state, reading, atMs);
    state = next;
    return derived;
  });
}

const crank = (crankRevolutions: number, crankEventTimeRaw: number) => ({
  crankRevolutions,
  crankEventTimeRaw,
});
const wheel = (wheelRevolutions: number, wheelEventTimeRaw: number) => ({
  wheelRevolutions,
  wheelEventTimeRaw,
});
const CSC = { bits: 32, ticksPerS: 1024 } as const;
const POWER_METER = { bits: 32, ticksPerS: 2048 } as const;
const ANT = { bits: 16, ticksPerS: 1024 } as const;
const WHEEL = { wheelCircumferenceM: 2 };

describe('crankCadence', () => {
  const cadences = (...packets: (readonly [number, ReturnType<typeof crank>])[]) =>
    run(crankCadence(), packets).map((derived) => derived?.cadenceRpm);

  it('returns nothing before the second packet', () => {
    expect(cadences([0, crank(5, 0)], [1000, crank(6, 1024)])).toEqual([undefined, 60]);
  });

  it('handles the rollover of both counters at 65536', () => {
    expect(cadences([0, crank(65_535, 65_024)], [1000, crank(0, 512)])).toEqual([undefined, 60]);
  });

  it('becomes 0 at once if the time advances without a revolution', () => {
    expect(cadences([0, crank(0, 0)], [1000, crank(1, 1024)], [2000, crank(1, 2048)])).toEqual([
      undefined,
      60,
      0,
    ]);
  });

  it('keeps its value for repeated packets, and becomes 0 after 3 s', () => {
    const packets = [1000, 2000, 4000, 4001, 9000].map((at) => [at, crank(1, 1024)] as const);
    expect(cadences([0, crank(0, 0)], ...packets)).toEqual([undefined, 60, 60, 60, 0, 0]);
  });

  it('becomes 0 only after two periods if these are longer than 3 s', () => {
    const slow = crank(1, 4 * 1024);
    expect(cadences([0, crank(0, 0)], [4000, slow], [11_900, slow], [12_100, slow])).toEqual([
      undefined,
      15,
      15,
      0,
    ]);
  });

  it('becomes 0 after stopAfterMs instead of 3 s if it is given', () => {
    const reducer = crankCadence({ stopAfterMs: 500 });
    const fast = crank(10, 1024);
    expect(
      run(reducer, [
        [0, crank(0, 0)],
        [1000, fast],
        [1501, fast],
      ]).at(-1),
    ).toEqual({
      cadenceRpm: 0,
    });
  });

  it('is 0 if the crank has not turned since the first packet', () => {
    expect(cadences([0, crank(7, 9)], [2000, crank(7, 9)], [4000, crank(7, 9)])).toEqual([
      undefined,
      undefined,
      0,
    ]);
  });

  it('averages over lost packets', () => {
    expect(cadences([0, crank(0, 0)], [30_000, crank(30, 30 * 1024)])).toEqual([undefined, 60]);
  });

  it('restarts after a silence in which the clock may have rolled over', () => {
    expect(
      cadences([0, crank(0, 0)], [64_000, crank(60, 1024)], [65_000, crank(61, 2048)]),
    ).toEqual([undefined, undefined, 60]);
  });

  it('restarts after an implausible increase of a counter, caused by a restart of the sensor', () => {
    expect(cadences([0, crank(5000, 9000)], [1000, crank(0, 0)], [2000, crank(1, 1024)])).toEqual([
      undefined,
      undefined,
      60,
    ]);
  });

  it('restarts if revolutions take no time', () => {
    expect(cadences([0, crank(0, 0)], [1000, crank(1, 0)])).toEqual([undefined, undefined]);
  });

  it('derives nothing while two pedals send to one reducer, and recovers after one stops', () => {
    const left = (turns: number) => [turns * 2000, crank(28_370 + turns, turns * 1200)] as const;
    const right = (turns: number) =>
      [turns * 2000 + 1000, crank(26_947 + turns, 6995 + turns * 1200)] as const;
    const both = [0, 1, 2, 3].flatMap((turns) => [left(turns), right(turns)]);
    expect(cadences(...both).every((cadence) => cadence === undefined)).toBe(true);
    const leftOnly = cadences(...both, left(4), left(5), left(6)).slice(-2);
    expect(leftOnly).toEqual([51.2, 51.2]);
  });

  it('recovers after one corrupt packet', () => {
    expect(
      cadences(
        [0, crank(0, 0)],
        [1000, crank(1, 1024)],
        [2000, crank(40_000, 7)],
        [3000, crank(3, 3072)],
        [4000, crank(4, 4096)],
      ),
    ).toEqual([undefined, 60, undefined, undefined, 60]);
  });

  it('ignores packets without crank data', () => {
    expect(
      run(crankCadence(), [
        [0, crank(0, 0)],
        [1, {}],
        [1000, crank(1, 1024)],
      ]),
    ).toEqual([undefined, undefined, { cadenceRpm: 60 }]);
  });

  it('returns only rates within the limit, for any counters', () => {
    const packet = fc.tuple(fc.nat(70_000), fc.nat(65_535), fc.nat(65_535));
    fc.assert(
      fc.property(fc.array(packet), (packets) => {
        let atMs = 0;
        const timed = packets.map(([afterMs, revolutions, time]) => {
          atMs += afterMs;
          return [atMs, crank(revolutions, time)] as const;
        });
        for (const derived of run(crankCadence(), timed)) {
          if (derived === undefined) continue;
          expect(derived.cadenceRpm).toBeGreaterThanOrEqual(0);
          expect(derived.cadenceRpm).toBeLessThanOrEqual(1500);
        }
      }),
    );
  });

  it('returns the correct rate for any start values of the counters', () => {
    const u16 = fc.nat(65_535);
    const ticks = fc.integer({ min: 200, max: 20_000 });
    fc.assert(
      fc.property(u16, u16, fc.array(ticks, { minLength: 1 }), (revolutions, time, periods) => {
        let [count, clock, atMs] = [revolutions, time, 0];
        const packets: (readonly [number, ReturnType<typeof crank>])[] = [[0, crank(count, clock)]];
        for (const period of periods) {
          [count, clock] = [(count + 1) & 0xffff, (clock + period) & 0xffff];
          atMs += period;
          packets.push([atMs, crank(count, clock)]);
        }
        const expected = periods.map((period) => ({ cadenceRpm: (1024 / period) * 60 }));
        expect(run(crankCadence(), packets).slice(1)).toEqual(expected);
      }),
    );
  });
});

describe('wheelSpeed', () => {
  it('CSC: uses ticks of 1/1024 s and returns the distance since the first packet', () => {
    const packets = [
      [0, wheel(100, 0)],
      [1000, wheel(105, 1024)],
      [2000, wheel(110, 2048)],
    ] as const;
    expect(run(wheelSpeed(CSC, WHEEL), packets)).toEqual([
      undefined,
      { wheelRpm: 300, speedMps: 10, distanceM: 10 },
      { wheelRpm: 300, speedMps: 10, distanceM: 20 },
    ]);
  });

  it('power meter: uses ticks of 1/2048 s', () => {
    const packets = [
      [0, wheel(0, 0)],
      [500, wheel(5, 1024)],
    ] as const;
    expect(run(wheelSpeed(POWER_METER, WHEEL), packets)[1]).toMatchObject({ speedMps: 20 });
  });

  it('ANT+: uses a count of 16 bits', () => {
    const packets = [
      [0, wheel(65_534, 65_024)],
      [1000, wheel(3, 512)],
    ] as const;
    expect(run(wheelSpeed(ANT, WHEEL), packets)[1]).toMatchObject({ distanceM: 10, speedMps: 10 });
  });

  it('u32: handles the rollover; a decrease restarts and keeps the distance', () => {
    const packets = [
      [0, wheel(0xffff_ffff, 0)],
      [1000, wheel(4, 1024)],
      [2000, wheel(1, 2048)],
      [3000, wheel(6, 3072)],
    ] as const;
    expect(run(wheelSpeed(CSC, WHEEL), packets)).toEqual([
      undefined,
      { wheelRpm: 300, speedMps: 10, distanceM: 10 },
      undefined,
      { wheelRpm: 300, speedMps: 10, distanceM: 20 },
    ]);
  });

  it('restarts after 32 s without a revolution if ticks are 1/2048 s', () => {
    const packets = [
      [0, wheel(0, 0)],
      [32_000, wheel(5, 1024)],
    ] as const;
    expect(run(wheelSpeed(POWER_METER, WHEEL), packets)[1]).toBeUndefined();
    expect(run(wheelSpeed(CSC, WHEEL), packets)[1]).toBeDefined();
  });

  it('restarts at a speed above wheelRateMax', () => {
    const packets = [
      [0, wheel(0, 0)],
      [1000, wheel(61, 1024)],
    ] as const;
    expect(run(wheelSpeed(CSC, WHEEL), packets)[1]).toBeUndefined();
    expect(run(wheelSpeed(CSC, { ...WHEEL, wheelRateMax: 61 }), packets)[1]).toBeDefined();
  });

  it('without a circumference, returns revolutions but no speed', () => {
    const packets = [
      [0, wheel(0, 0)],
      [1000, wheel(1, 1024)],
    ] as const;
    expect(run(wheelSpeed(CSC), packets)[1]).toEqual({ wheelRpm: 60 });
  });
});

describe('gearRatio', () => {
  it('is returned while both wheel and crank turn', () => {
    const ratioOf = (wheelRpm?: number, cadenceRpm?: number) =>
      gearRatio(undefined, { wheelRpm, cadenceRpm }, 0)[1];
    expect(ratioOf(270, 90)).toEqual({ gearRatio: 3 });
    expect(ratioOf(270, 0)).toBeUndefined();
    expect(ratioOf(undefined, 90)).toBeUndefined();
  });
});
