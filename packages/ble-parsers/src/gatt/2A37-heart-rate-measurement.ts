/**
 * Heart Rate Measurement (0x2A37): heart rate, contact, energy and all RR intervals of the packet. Hot
 * path: a strap sends one packet per second, and a gateway may have thousands of straps.
 * `bench/decode.js` compares it with plain DataView reads.
 */
import { bit } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finish,
  flagsOf,
  list,
  optional,
  type Payload,
  reader,
  u8,
  u16,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { contactStatus, type SensorContactStatus } from '../sensor-contact.js';
import { put } from '../writer.js';

/** One notification of a heart rate sensor. */
export interface HeartRateMeasurement extends Payload {
  /** bpm; `undefined` if the sensor sends 0 without contact, which means that there is no measurement. */
  heartRateBpm?: number | undefined;
  /** Skin contact; `undefined` if the sensor does not support its detection. */
  sensorContact?: boolean | undefined;
  /** The same as a string, which distinguishes "not supported" from "no contact". */
  sensorContactStatus: SensorContactStatus;
  /** kJ since the last reset; 65535 means 65535 or more. `undefined` if not sent. */
  energyExpendedKj?: number | undefined;
  /** RR intervals in ms (raw x 1000 / 1024, not rounded), oldest first; empty when not sent. */
  rrIntervalsMs: number[];
  /** The same in 1/1024 s, as sent. */
  rrIntervalsRaw: number[];
}

/**
 * Decodes 0x2A37. Flags: 0 heart rate u16, 1 contact, 2 contact supported, 3 energy, 4 RR intervals.
 * Fails with `too-short` if the heart rate is incomplete; later incomplete fields are omitted
 * (`truncated`).
 * Source: GATT Specification Supplement, Heart Rate Measurement; HRS 1.0, 3.1.
 */
export function decodeHeartRateMeasurement(bytes: BytesInput): DecodeResult<HeartRateMeasurement> {
  const r = reader(bytes);
  const flags = flagsOf(r, u8, 0x1f);
  const isU16 = bit(flags, 0);
  const hasContact = bit(flags, 1);
  const supportsContact = bit(flags, 2);
  const hasEnergy = bit(flags, 3);
  const hasRrIntervals = bit(flags, 4);

  const heartRateBpm = isU16 ? u16(r) : u8(r);
  const energyExpendedKj = optional(r, hasEnergy, u16);
  const rrIntervalsRaw = list(r, hasRrIntervals, u16);
  const sensorContact = supportsContact ? hasContact : undefined;
  return finish(r, {
    heartRateBpm: heartRateBpm === 0 && sensorContact === false ? undefined : heartRateBpm,
    sensorContact,
    sensorContactStatus: contactStatus(sensorContact),
    energyExpendedKj,
    rrIntervalsMs: toMs(rrIntervalsRaw),
    rrIntervalsRaw,
  });
}

/** A loop, because `map` would take a quarter of the decoder's time. */
function toMs(raws: readonly number[]): number[] {
  const ms: number[] = [];
  for (let index = 0; index < raws.length; index++) ms.push((raws[index]! * 1000) / 1024);
  return ms;
}

/** Input of `encodeHeartRateMeasurement`: RR intervals either raw or in ms (raw takes precedence). */
export type HeartRateMeasurementInput = Partial<
  Omit<HeartRateMeasurement, keyof Payload | 'sensorContactStatus'>
>;

/**
 * Encodes 0x2A37; the inverse of `decodeHeartRateMeasurement`. A heart rate above 255 is sent as u16.
 * @throws RangeError when a value does not fit its field.
 */
export function encodeHeartRateMeasurement(value: HeartRateMeasurementInput): Uint8Array {
  const { heartRateBpm = 0, sensorContact, energyExpendedKj } = value;
  const rrIntervals =
    value.rrIntervalsRaw ?? value.rrIntervalsMs?.map((ms) => (ms * 1024) / 1000) ?? [];
  const isU16 = heartRateBpm > 0xff;
  const out = [
    (isU16 ? 0x01 : 0) |
      (sensorContact ? 0x02 : 0) |
      (sensorContact === undefined ? 0 : 0x04) |
      (energyExpendedKj === undefined ? 0 : 0x08) |
      (rrIntervals.length > 0 ? 0x10 : 0),
  ];
  put(out, isU16 ? 2 : 1, heartRateBpm);
  if (energyExpendedKj !== undefined) put(out, 2, energyExpendedKj);
  for (const rr of rrIntervals) put(out, 2, rr);
  return Uint8Array.from(out);
}

export const heartRateMeasurementMeta: DecoderMeta<HeartRateMeasurement> = {
  profile: 'gatt',
  id: '2A37',
  name: 'Heart Rate Measurement',
  source: 'GSS Heart Rate Measurement; HRS 1.0, 3.1',
  fields: {
    heartRateBpm: 'bpm',
    sensorContact: '',
    sensorContactStatus: '',
    energyExpendedKj: 'kJ',
    rrIntervalsMs: 'ms',
    rrIntervalsRaw: '1/1024 s',
  },
  encodes: true,
};
