/**
 * Heart rate in the advertisement of a Polar strap. It needs no connection, so that one receiver can
 * read any number of straps. The manufacturer data is a sequence of blocks, one of which is the heart
 * rate.
 */
import { bit, bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, type Payload, type Reader, reader, skip, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';

/** The advertisement of a Polar strap. Without a heart rate block all fields are absent. */
export interface PolarAdvertisement extends Payload {
  /** bpm, the slow average, which is meant for display; `undefined` if there is none yet (0). */
  heartRateBpm?: number | undefined;
  /** bpm; `undefined` if there is none yet (0). */
  fastAverageBpm?: number | undefined;
  sensorContact?: boolean | undefined;
  batteryLow?: boolean | undefined;
  /** 0 to 7; an unchanged number means unchanged data. */
  frameCounter?: number | undefined;
  /** Code of the 5 kHz transmission. */
  khzCode?: number | undefined;
}

/**
 * Decodes the manufacturer data of company 0x006B, without the company id. Fails with `too-short` if a
 * heart rate block is truncated.
 * Source: polarofficial/polar-ble-sdk, BlePolarHrAdvertisement and BleAdvertisementContentTest.
 */
export function decodePolarAdvertisement(bytes: BytesInput): DecodeResult<PolarAdvertisement> {
  const r = reader(bytes);
  while (r.offset < r.end) {
    const first = u8(r);
    if (!bit(first, 6)) return finish(r, heartRate(r, first));
    skip(r, u8(r) || 0);
  }
  return finish<PolarAdvertisement>(r, {});
}

/**
 * Reads flags, code, fast average and slow average. If there are only three bytes, the last one is both
 * averages.
 */
function heartRate(r: Reader, flags: number): PolarAdvertisement {
  const khzCode = u8(r);
  const fast = u8(r);
  const slow = r.offset < r.end ? u8(r) : fast;
  return {
    heartRateBpm: slow || undefined,
    fastAverageBpm: fast || undefined,
    sensorContact: bit(flags, 1),
    batteryLow: bit(flags, 0),
    frameCounter: bits(flags, 2, 3),
    khzCode,
  };
}

export const polarAdvertisementMeta: DecoderMeta<PolarAdvertisement> = {
  profile: 'polar',
  id: 'advertisement',
  name: 'Polar heart rate, advertisement',
  source: 'polarofficial/polar-ble-sdk, BlePolarHrAdvertisement',
  fields: {
    heartRateBpm: 'bpm',
    fastAverageBpm: 'bpm',
    sensorContact: '',
    batteryLow: '',
    frameCounter: '',
    khzCode: '',
  },
};
