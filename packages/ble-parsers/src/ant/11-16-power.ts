import { bit, bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, type Payload, reader, scaled, u8, u16 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { put } from '../writer.js';
import { type AntPage, antPage } from './page.js';

const PAGE = 0x10;

/** Page 0x10 of a power sensor: the standard power-only page. */
export interface AntPower extends AntPage {
  /** Number of power measurements, u8: rolls over after 255. */
  eventCount: number;
  /** One pedal's share of the total power, in %; `undefined` if not measured (0xFF). */
  pedalPowerPercent?: number | undefined;
  /** The pedal of `pedalPowerPercent`; `unknown` if the sensor cannot distinguish them. */
  pedalReference?: 'right' | 'unknown' | undefined;
  /** rpm; `undefined` if not measured (0xFF). */
  cadenceRpm?: number | undefined;
  /** Sum of the powers of all events in W, u16: rolls over after 65535. */
  accumulatedPowerW: number;
  /** W. */
  powerW: number;
}

/**
 * Decodes page 0x10 of device type 11. Fails with `too-short` below 8 bytes, `invalid-value` for
 * another page.
 * Source: ANT+ Device Profile Bicycle Power, standard power-only page, as implemented by open-source
 * decoders.
 */
export function decodeAntPower(bytes: BytesInput): DecodeResult<AntPower> {
  const r = reader(bytes);
  const page = antPage(r, PAGE);
  const eventCount = u8(r);
  const pedals = u8(r);
  const hasPedals = pedals !== 0xff;
  return finish(r, {
    page,
    eventCount,
    pedalPowerPercent: hasPedals ? bits(pedals, 0, 7) : undefined,
    pedalReference: hasPedals ? (bit(pedals, 7) ? 'right' : 'unknown') : undefined,
    cadenceRpm: scaled(u8(r), 1, 0xff),
    accumulatedPowerW: u16(r),
    powerW: u16(r),
  });
}

/**
 * Input of `encodeAntPower`. An omitted `pedalPowerPercent` or `cadenceRpm` is sent as not available
 * (0xFF), any other omitted field as 0.
 */
export type AntPowerInput = Partial<Omit<AntPower, keyof Payload | 'page'>>;

/** Encodes page 0x10 of device type 11. @throws RangeError when a value does not fit its field. */
export function encodeAntPower(value: AntPowerInput): Uint8Array {
  const { pedalPowerPercent, pedalReference } = value;
  const out = [PAGE];
  put(out, 1, value.eventCount ?? 0);
  const side = pedalReference === 'right' ? 0x80 : 0;
  put(out, 1, pedalPowerPercent === undefined ? 0xff : pedalPowerPercent + side);
  put(out, 1, value.cadenceRpm ?? 0xff);
  put(out, 2, value.accumulatedPowerW ?? 0);
  put(out, 2, value.powerW ?? 0);
  return Uint8Array.from(out);
}

export const antPowerMeta: DecoderMeta<AntPower> = {
  profile: 'ant',
  id: '11/16',
  name: 'ANT+ Bicycle Power, power only (0x10)',
  source: 'ANT+ Device Profile Bicycle Power',
  fields: {
    page: '',
    eventCount: '',
    pedalPowerPercent: '%',
    pedalReference: '',
    cadenceRpm: 'rpm',
    accumulatedPowerW: 'W',
    powerW: 'W',
  },
  encodes: true,
};
