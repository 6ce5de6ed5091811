import { bit, bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, type Payload, reader, scaled, u8, u16 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { put } from '../writer.js';
import { type AntPage, antPage } from './page.js';

const PAGE = 0x10;

/** Page 0x10 of a power sensor: power as such. */
export interface AntPower extends AntPage {
  /** Times that power was measured, u8: starts again at 0 after 255. */
  eventCount: number;
  /** Share of one pedal in %; `undefined` when not measured (0xFF). */
  pedalPowerPercent?: number | undefined;
  /** Which pedal the share is of; `unknown` when the sensor cannot tell. */
  pedalReference?: 'right' | 'unknown' | undefined;
  /** rpm; `undefined` when not measured (0xFF). */
  cadenceRpm?: number | undefined;
  /** Sum of the powers of all events in W, u16: starts again at 0 after 65535. */
  accumulatedPowerW: number;
  /** W. */
  powerW: number;
}

/**
 * Decodes page 0x10 of device type 11. Fails with `too-short` below 8 bytes, `invalid-value` for
 * another page.
 * Source: ANT+ Device Profile Bicycle Power, standard power-only page, by its open implementations.
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

/** What `encodeAntPower` takes; without `pedalPowerPercent` or `cadenceRpm` they are not available. */
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
