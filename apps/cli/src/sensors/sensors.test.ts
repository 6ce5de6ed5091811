import { describe, expect, it } from 'vitest';
import { deviceReadings } from '../ble/device-readings.js';
import { createBody } from '../wearables/body.js';
import { type Cue, isPacket } from '../wearables/track.js';
import type { Sensor } from './sensor.js';
import { SENSORS, sensorsNamed } from './table.js';

/** The first 30 cues of the sensor. */
function cues(sensor: Sensor, seed: number): Cue[] {
  const track = sensor.track(createBody(seed, 'anna'), sensor.intervalMs);
  return Array.from({ length: 30 }, () => {
    const { done, value } = track.next();
    if (done) throw new Error('the track of a sensor must not end');
    return value;
  });
}

/** Type and numbers of all readings decoded from the cues. */
function readings(sensor: Sensor): { type: string; values: number[] }[] {
  let decode: ReturnType<typeof deviceReadings> | undefined;
  return cues(sensor, 1).flatMap(({ emission, atMs }) => {
    if (isPacket(emission)) decode ??= deviceReadings(emission.profile, emission.id);
    const list = isPacket(emission) ? decode?.(emission.bytes, atMs) : [emission];
    if (list === undefined) throw new Error('a packet could not be decoded');
    return list.map(({ type, reading: { val, d } }) => ({
      type,
      values: (d ?? [val]) as number[],
    }));
  });
}

/** Plausible values of a person on a ride. */
const RANGES: Readonly<Record<string, readonly [min: number, max: number]>> = {
  HEART_RATE: [40, 200],
  RR_INTERVAL: [250, 1_600],
  ECG: [-1, 2],
  ACCELERATION: [-20, 20],
  POWER: [0, 500],
  BIKE_CADENCE: [40, 130],
  SPEED: [0, 15],
  LOCATION: [6, 47],
  STEPS: [0, 1_000],
};

describe.each(SENSORS.map((sensor) => [sensor.name, sensor] as const))('sensor %s', (_, sensor) => {
  it('emits the same bytes for the same seed and other bytes for another seed', () => {
    expect(cues(sensor, 1)).toEqual(cues(sensor, 1));
    expect(cues(sensor, 1)).not.toEqual(cues(sensor, 2));
  });

  it('emits in ascending order of time', () => {
    const times = cues(sensor, 1).map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('sends decodable packets with plausible values in the protocol’s units', () => {
    const list = readings(sensor);
    expect(list.length).toBeGreaterThan(0);
    for (const { type, values } of list) {
      const [min, max] = RANGES[type] ?? [0, 0];
      for (const value of values) {
        expect(value, type).toBeGreaterThanOrEqual(min);
        expect(value, type).toBeLessThanOrEqual(max);
      }
    }
  });
});

describe('--sensors', () => {
  it('omits a sensor that another one includes, and repeated names', () => {
    expect(sensorsNamed('hr,rr,rr').map(({ name }) => name)).toEqual(['rr']);
  });

  it('quotes the unknown name in the error and lists the sensors', () => {
    expect(() => sensorsNamed('hr,pwr')).toThrow(
      'contains an unknown sensor "pwr"; known: hr, rr, ',
    );
    expect(() => sensorsNamed('hr,powr')).toThrow('did you mean power?');
    expect(() => sensorsNamed('hr,')).toThrow('contains an unknown sensor ""; known: hr, rr, ');
  });
});

it('sends RR intervals that add up to the elapsed time', () => {
  const [rr] = sensorsNamed('rr');
  const all = readings(rr as Sensor).filter(({ type }) => type === 'RR_INTERVAL');
  const sumMs = all.reduce((sum, { values }) => sum + (values[0] ?? 0), 0);
  expect(sumMs).toBeGreaterThan(29_000 - 1_600);
  expect(sumMs).toBeLessThan(30_100);
});
