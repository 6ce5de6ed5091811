import { describe, expect, expectTypeOf, it } from 'vitest';
import { vectorFiles } from '../../test/vector-files.js';
import { encodeAntHeartRate } from '../ant/120-heart-rate.js';
import { encodeCscMeasurement } from '../gatt/2A5B-csc-measurement.js';
import { encodeHeartRateMeasurement } from '../gatt/2A37-heart-rate-measurement.js';
import { encodePolarAcc } from '../polar-pmd/acc.js';
import { encodePolarEcg } from '../polar-pmd/ecg.js';
import { toReadings } from '../readings/to-readings.js';
import { decode } from '../registry.js';
import type { DecodeResult } from '../result.js';
import { createDeviceDecoder } from './create-device-decoder.js';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const unwrap = <T>(result: DecodeResult<T>): T => {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};

describe('createDeviceDecoder', () => {
  it('adds derived fields to decoded ones', () => {
    const device = createDeviceDecoder({ profile: 'gatt', id: '2A5B', wheelCircumferenceM: 2 });
    const packet = (turns: number) =>
      encodeCscMeasurement({
        wheelRevolutions: 3 * turns,
        wheelEventTimeRaw: 1024 * turns,
        crankRevolutions: turns,
        crankEventTimeRaw: 1024 * turns,
      });
    expect(unwrap(device.next(packet(0), 0))).not.toHaveProperty('cadenceRpm');
    const value = unwrap(device.next(packet(1), 1000));
    expectTypeOf(value.crankRevolutions).toEqualTypeOf<number | undefined>();
    expectTypeOf(value.cadenceRpm).toEqualTypeOf<number | undefined>();
    expect(value).toMatchObject({
      crankRevolutions: 1,
      cadenceRpm: 60,
      wheelRpm: 180,
      speedMps: 6,
      distanceM: 6,
      gearRatio: 3,
    });
    expect(toReadings(value)).toEqual([
      { type: 'DISTANCE', unit: 'm', val: 6 },
      { type: 'SPEED', unit: 'm/s', val: 6 },
      { type: 'BIKE_CADENCE', unit: 'rpm', val: 60 },
    ]);
  });

  it('returns the error of its decoder, and decodes the next packet', () => {
    const device = createDeviceDecoder({ profile: 'gatt', id: '0x2a37' });
    const packet = encodeHeartRateMeasurement({ heartRateBpm: 60, rrIntervalsMs: [1000] });
    device.next(packet, 0);
    expect(device.next(Uint8Array.of(), 500)).toMatchObject({ error: { code: 'too-short' } });
    expect(device.next(packet, 1000)).toMatchObject({ value: { rrGap: false } });
    const unknown = createDeviceDecoder({ profile: 'gatt', id: 'FFFF' });
    expect(unknown.next(packet, 0)).toMatchObject({ error: { code: 'unknown-id' } });
  });

  it('clears its state at a reset', () => {
    const device = createDeviceDecoder({ profile: 'gatt', id: '2A5B' });
    const packet = (turns: number) =>
      encodeCscMeasurement({ crankRevolutions: turns, crankEventTimeRaw: 1024 * turns });
    device.next(packet(0), 0);
    device.next(packet(1), 1000);
    expect(device.view).toMatchObject({ cadenceRpm: 60 });
    device.reset();
    expect(device.view).toEqual({});
    expect(unwrap(device.next(packet(2), 2000))).not.toHaveProperty('cadenceRpm');
  });

  it('two devices share no state', () => {
    const request = { profile: 'ant', id: '120' } as const;
    const [first, second] = [createDeviceDecoder(request), createDeviceDecoder(request)];
    first.next(encodeAntHeartRate({ beatTimeRaw: 0, beatCount: 0 }), 0);
    second.next(encodeAntHeartRate({ beatTimeRaw: 0, beatCount: 9 }), 0);
    expect(first.next(encodeAntHeartRate({ beatTimeRaw: 1024, beatCount: 1 }), 1000)).toMatchObject(
      { value: { rrIntervalsMs: [1000] } },
    );
  });

  it('merges the pages of an ANT+ device into one view', () => {
    const device = createDeviceDecoder({ profile: 'ant', id: '120' });
    for (const page of ['0000000000000150', '8201020300040250', '0346808100080350']) {
      device.next(bytes(page), 0);
    }
    expect(device.view).toMatchObject({
      manufacturerId: 1,
      serialNumberUpper: 0x0302,
      hwVersion: 0x46,
      heartRateBpm: 0x50,
      beatCount: 3,
    });
    expect(device.view).not.toHaveProperty('trailing');
  });

  it('adds common pages to the view', () => {
    const device = createDeviceDecoder({ profile: 'ant', id: '11' });
    device.next(bytes('50ffff010f008583'), 0);
    device.next(bytes('10010080640064 00'.replace(' ', '')), 0);
    expect(device.view).toMatchObject({ manufacturerId: 15, powerW: 100 });
  });

  it('accepts an id with a page', () => {
    const device = createDeviceDecoder({ profile: 'ant', id: '11/16' });
    device.next(bytes('1000ff5a00000000'), 0);
    expect(device.next(bytes('1001ff5ac800c800'), 250)).toMatchObject({
      value: { averagePowerW: 200 },
    });
  });

  it('ignores page fields of a sender that never toggles', () => {
    const device = createDeviceDecoder({ profile: 'ant', id: '120' });
    const page2 = bytes('0201020300040250');
    expect(device.next(page2, 0)).toEqual({
      ok: true,
      value: {
        page: 0,
        pageToggle: 0,
        beatTimeRaw: 1024,
        beatCount: 2,
        heartRateBpm: 80,
        rrIntervalsMs: [],
        rrGap: true,
      },
    });
    device.next(bytes('8201020300040250'), 250);
    expect(device.next(page2, 500)).toMatchObject({ value: { manufacturerId: 1 } });
    expect(page2[0]).toBe(2);
    device.reset();
    expect(unwrap(device.next(page2, 750))).not.toHaveProperty('manufacturerId');
  });

  it('returns each beat of ANT+ once, although pages repeat it', () => {
    const device = createDeviceDecoder({ profile: 'ant', id: '120' });
    const page4 = (beatTimeRaw: number, beatCount: number, pageToggle: number) =>
      encodeAntHeartRate({
        beatTimeRaw,
        beatCount,
        pageToggle,
        previousBeatTimeRaw: beatTimeRaw - 1000,
      });
    const pages = [page4(1000, 1, 0), page4(1000, 1, 1), page4(2000, 2, 0), page4(2000, 2, 1)];
    const readings = pages.flatMap((page, index) =>
      toReadings(unwrap(device.next(page, 250 * index))),
    );
    expect(readings.filter(({ type }) => type === 'RR_INTERVAL')).toEqual([
      { type: 'RR_INTERVAL', unit: 'ms', val: (1000 * 1000) / 1024, quality: { gap: true } },
    ]);
  });

  it('ANT+ core temperature: adds the quality of page 0 to the temperatures of page 1', () => {
    const device = createDeviceDecoder({ profile: 'ant', id: '127' });
    device.next(bytes('0000020000000000'), 0);
    const value = unwrap(device.next(bytes('01ff000080007d0e'), 1000));
    expect(toReadings(value)).toEqual([
      { type: 'CORE_TEMPERATURE', unit: '°C', val: 37.09, quality: { level: 'good' } },
    ]);
  });

  it('fitness machines: returns each notification at once, and its readings once', () => {
    const device = createDeviceDecoder({ profile: 'gatt', id: '2AD2' });
    const first = unwrap(device.next(bytes('4100c800'), 0));
    expect(first).toMatchObject({ moreData: true, powerW: 200 });
    expect(toReadings(first)).toEqual([{ type: 'POWER', unit: 'W', val: 200 }]);
    const second = unwrap(device.next(bytes('0400100eb400'), 20));
    expect(second).toMatchObject({ moreData: false, powerW: 200, speedKmh: 36, cadenceRpm: 90 });
    expect(toReadings(second).map(({ type }) => type)).toEqual(['SPEED', 'BIKE_CADENCE']);
  });

  it('ANT+ trainers: alternating pages 16 and 26 give one distance, that of page 16', () => {
    const device = createDeviceDecoder({ profile: 'ant', id: '17', wheelCircumferenceM: 2.1 });
    const pages = ['101900648813ff34', '1a00000000000030', '101904698813ff34', '1a01025c03640030'];
    const values = pages.map((page, index) => unwrap(device.next(bytes(page), index * 250)));
    expect(values[2]).toMatchObject({ sessionDistanceM: 5 });
    expect(values[3]).not.toHaveProperty('sessionDistanceM');
    const distances = values.map((value) =>
      toReadings(value)
        .filter(({ type }) => type === 'DISTANCE')
        .map((reading) => 'val' in reading && reading.val),
    );
    expect(distances).toEqual([[0], [], [5], []]);
  });

  it('ANT+ power: torque pages give no readings of values that the power page sends', () => {
    const device = createDeviceDecoder({ profile: 'ant', id: '11' });
    const pages = ['1200000000000000', '1201013c00089c05', '1001ff3cc800c800', '1202023c00103809'];
    const powers = pages.map((page, index) => {
      const value = unwrap(device.next(bytes(page), index * 250));
      return toReadings(value).filter(({ type }) => type === 'POWER').length;
    });
    expect(powers).toEqual([0, 1, 1, 0]);
  });

  it('derived fields never replace decoded ones', () => {
    for (const { vectors } of vectorFiles()) {
      for (const { profile, id, frames } of vectors) {
        // The targets of a radar include those of the previous notification.
        if (frames === undefined || profile === 'garmin-varia') continue;
        const device = createDeviceDecoder({ profile, id, wheelCircumferenceM: 2.1 });
        for (const [index, frame] of frames.entries()) {
          if (frame === 'RESET') {
            device.reset();
            continue;
          }
          const plain = decode({ profile, id, bytes: bytes(frame) });
          const result = device.next(bytes(frame), index * 1000);
          if (!plain.ok || !result.ok || 'pageToggle' in result.value) continue;
          const sent = Object.entries(plain.value).filter(([, value]) => value !== undefined);
          const where = `${profile} ${id} ${frame}`;
          expect(result.value, where).toMatchObject(Object.fromEntries(sent));
        }
      }
    }
  });

  it('Polar: every sample gets its time', () => {
    const device = createDeviceDecoder({ profile: 'polar-pmd', id: 'ACC', sampleRateHz: 2 });
    const accMg = [
      [0, 0, 0],
      [0, 0, 0],
    ];
    const frame = encodePolarAcc({ timestampNs: 2_000_000_000n, accMg, isCompressed: true });
    expect(unwrap(device.next(frame, 0)).sampleTimestampsNs).toEqual([
      1_500_000_000n,
      2_000_000_000n,
    ]);
  });

  it('Polar: each stream of the characteristic has its own factor and rate', () => {
    const device = createDeviceDecoder({
      profile: 'gatt',
      id: 'fb005c82-02e7-f387-1cad-8acd2d8df0c8',
      streams: {
        ACC: { factor: 0.001, sampleRateHz: 1 },
        GYRO: { factor: 0.07, sampleRateHz: 10 },
      },
    });
    // Compressed type 0: a reference sample of 1000 counts per axis.
    const samples = 'e803e803e803';
    const acc = unwrap(device.next(bytes(`0200ca9a3b0000000080${samples}`), 0));
    expect(acc).toMatchObject({ accMg: [[1000, 1000, 1000]] });
    const gyro = unwrap(device.next(bytes(`0500ca9a3b0000000080${samples}`), 0));
    expect(gyro).toMatchObject({ gyroDps: [[70, 70, 70]] });
  });

  it('Polar: a frame without a time gives no device time', () => {
    const device = createDeviceDecoder({ profile: 'polar-pmd', id: 'ECG', sampleRateHz: 130 });
    const [reading] = toReadings(unwrap(device.next(encodePolarEcg(0n, [104]), 0)));
    expect(reading).toEqual({ type: 'ECG', unit: 'mV', d: [0.104] });
  });

  it('Polar: streams that share the characteristic have separate state', () => {
    const device = createDeviceDecoder({
      profile: 'gatt',
      id: 'fb005c82-02e7-f387-1cad-8acd2d8df0c8',
    });
    const accMg = [[0, 0, 0]];
    const acc = (ns: bigint) => encodePolarAcc({ timestampNs: ns, accMg, isCompressed: false });
    const ecg = (ns: bigint) => encodePolarEcg(ns, [0, 0]);
    device.next(acc(1_000n), 0);
    device.next(ecg(1_500n), 0);
    expect(device.next(acc(2_000n), 0)).toMatchObject({ value: { sampleTimestampsNs: [2_000n] } });
    expect(device.next(ecg(3_500n), 0)).toMatchObject({
      value: { sampleTimestampsNs: [2_500n, 3_500n] },
    });
  });

  it('decodes the ANT+ pages of Tacx trainers', () => {
    const device = createDeviceDecoder({
      profile: 'gatt',
      id: '6e40fec2-b5a3-f393-e0a9-e50e24dcca9e',
    });
    const message = (page: string) => {
      const head = bytes(`a4094e05${page}`);
      return Uint8Array.of(
        ...head,
        head.reduce((sum, byte) => sum ^ byte, 0),
      );
    };
    device.next(message('190100ffff000000'), 0);
    expect(device.next(message('1902001300000000'), 250)).toMatchObject({
      value: { averagePowerW: 20 },
    });
  });

  it('does not throw for invalid ids', () => {
    const wrong = { profile: 'gatt', id: 1 } as unknown as { profile: string; id: string };
    expect(createDeviceDecoder(wrong).next(Uint8Array.of(), 0)).toMatchObject({ ok: false });
  });

  it('Polar PPI: counts times back, and returns no readings of disturbed intervals', () => {
    const device = createDeviceDecoder({ profile: 'polar-pmd', id: 'PPI' });
    const samples = ['3ce803050006', '3ce803050007', '3cd007050006'].join('');
    const value = unwrap(device.next(bytes(`03000000000000000000${samples}`), 10_000));
    expect(value).toMatchObject({
      rrIntervalsMs: [1000, 2000],
      rrBreaks: [0, 1],
      pulseTimesMs: [7000, 8000, 10_000],
    });
    expect(toReadings(value).filter(({ type }) => type === 'RR_INTERVAL')).toEqual([
      {
        type: 'RR_INTERVAL',
        unit: 'ms',
        val: 1000,
        quality: { contact: true, blocker: false, errorMs: 5 },
        measuredAtMs: 7000,
      },
      {
        type: 'RR_INTERVAL',
        unit: 'ms',
        val: 2000,
        quality: { contact: true, blocker: false, errorMs: 5 },
        measuredAtMs: 10_000,
      },
    ]);
  });
});
