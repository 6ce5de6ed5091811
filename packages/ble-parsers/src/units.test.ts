import { describe, expect, it } from 'vitest';
import { unitless, unitsOf } from './units.js';

describe('unitsOf', () => {
  it('derives units from the ends of the names', () => {
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

  it('prefers given units over names', () => {
    expect(unitsOf({ timeRaw: '1/1024 s', unit: '' }, { timeRaw: 0 }, { powerW: 0 })).toEqual({
      timeRaw: '1/1024 s',
      unit: '',
      powerW: 'W',
    });
  });
});

describe('unitless', () => {
  it('returns no unit for features', () => {
    expect(unitless(['a', 'b'])).toEqual({ aSupported: '', bSupported: '' });
  });
});
