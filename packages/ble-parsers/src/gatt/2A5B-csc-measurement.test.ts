import { describe, expect, it } from 'vitest';
import { decodeCscMeasurement } from './2A5B-csc-measurement.js';

const decode = (...bytes: number[]) => decodeCscMeasurement(Uint8Array.from(bytes));

describe('decodeCscMeasurement', () => {
  it('returns raw times and seconds with ticks of 1/1024 s, not 1/2048 s as in cycling power', () => {
    // A published library assumes 1/2048 s for wheel times too: it would read 10 s here.
    expect(decode(0x01, 40, 0, 0, 0, 0x00, 0x50)).toMatchObject({
      value: { wheelRevolutions: 40, wheelEventTimeRaw: 20480, wheelEventTimeS: 20 },
    });
  });

  it('reads crank data without wheel data', () => {
    expect(decode(0x02, 2, 0, 0x99, 0x1d)).toEqual({
      ok: true,
      value: {
        wheelRevolutions: undefined,
        wheelEventTimeRaw: undefined,
        wheelEventTimeS: undefined,
        crankRevolutions: 2,
        crankEventTimeRaw: 7577,
        crankEventTimeS: 7577 / 1024,
      },
    });
  });

  it('requires only the first announced group to be complete', () => {
    expect(decode(0x01, 1, 0, 0, 0, 1)).toMatchObject({ error: { code: 'too-short', needed: 7 } });
    expect(decode(0x02, 1, 0, 1)).toMatchObject({ error: { code: 'too-short', needed: 5 } });
    expect(decode(0x03, 1, 0, 0, 0, 1, 0, 2)).toMatchObject({
      value: { wheelRevolutions: 1, crankRevolutions: undefined, truncated: true },
    });
    expect(decode(0x00)).toMatchObject({ ok: true });
  });

  it('keeps unknown flags', () => {
    expect(decode(0x04)).toMatchObject({ value: { reservedFlags: 0x04 } });
  });
});
