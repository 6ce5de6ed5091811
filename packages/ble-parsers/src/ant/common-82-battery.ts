/** Common page 82 of any ANT+ device: one of its batteries. */
import { bit, bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, reader, skip, u8, u24 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntBatteryStatus, antBattery } from './battery.js';
import { type AntPage, antPage } from './page.js';

/** Common page 82. */
export interface AntBattery extends AntPage {
  /** Batteries of the device; `undefined` when not told (0xFF). */
  batteryCount?: number | undefined;
  /** The battery that the page is of; `undefined` when not told (0xFF). */
  batteryIdentifier?: number | undefined;
  /** s since the battery was changed, in steps of 16, or of 2 when bit 7 of byte 7 is set. */
  operatingTimeS: number;
  /** V; `undefined` when not available. */
  batteryVoltageV?: number | undefined;
  /** `undefined` when not available. */
  batteryStatus?: AntBatteryStatus | undefined;
}

/**
 * Decodes common page 82. Fails with `too-short` below 8 bytes, `invalid-value` for another page.
 * Source: ANT+ Common Pages, by its open implementations.
 */
export function decodeAntBattery(bytes: BytesInput): DecodeResult<AntBattery> {
  const r = reader(bytes);
  const page = antPage(r, 82);
  skip(r, 1);
  const which = u8(r);
  const isTold = which !== 0xff;
  const time = u24(r);
  const fraction = u8(r);
  const descriptive = u8(r);
  return finish(r, {
    page,
    batteryCount: isTold ? bits(which, 0, 4) : undefined,
    batteryIdentifier: isTold ? which >> 4 : undefined,
    operatingTimeS: time * (bit(descriptive, 7) ? 2 : 16),
    ...antBattery(fraction, descriptive),
  });
}

export const antBatteryMeta: DecoderMeta<AntBattery> = {
  profile: 'ant',
  id: 'common/82',
  name: 'ANT+ battery (82)',
  source: 'ANT+ Common Pages',
  fields: {
    page: '',
    batteryCount: '',
    batteryIdentifier: '',
    operatingTimeS: 's',
    batteryVoltageV: 'V',
    batteryStatus: '',
  },
};
