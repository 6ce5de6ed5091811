import { describe, expect, it } from 'vitest';
import { unitless, unitsOf } from './units.js';

describe('unitsOf', () => {
  it('takes units from the ends of the names', () => {
    const layout = {
      speedKmh: 0,
      energyPerHourKcal: 0,
      paceSPer500m: 0,
      stepCount: 0,
      levelRaw: 0,
    };
    expect(unitsOf({}, layout)).toEqual({
      speedKmh: 'km/h',
      energyPerHourKcal: 'kcal/h',
      paceSPer500m: 's/500 m',
      stepCount: '',
      levelRaw: '',
    });
  });

  it('believes what is given before the name', () => {
    expect(unitsOf({ timeRaw: '1/1024 s', unit: '' }, { timeRaw: 0 }, { powerW: 0 })).toEqual({
      timeRaw: '1/1024 s',
      unit: '',
      powerW: 'W',
    });
  });
});

describe('unitless', () => {
  it('gives every feature no unit', () => {
    expect(unitless(['a', 'b'])).toEqual({ aSupported: '', bSupported: '' });
  });
});
