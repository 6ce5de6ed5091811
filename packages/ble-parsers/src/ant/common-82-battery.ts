/** Common page 82 of any ANT+ device: one of its batteries. */
import { bit, bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, reader, skip, u8, u24 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntBatteryStatus, antBattery } from './battery.js';
import { type AntPage, antPage } from './page.js';

/** Common page 82. */
export interface AntBattery extends AntPage {
  /** Number of batteries of the device; `undefined` if not sent (0xFF). */
  batteryCount?: number | undefined;
  /** The battery that the page describes; `undefined` if not sent (0xFF). */
  batteryIdentifier?: number | undefined;
  /** s since the battery was changed, in steps of 16, or in steps of 2 if bit 7 of byte 7 is set. */
  operatingTimeS: number;
  /** V; `undefined` if not available. */
  batteryVoltageV?: number | undefined;
  /** `undefined` if not available. */
  batteryStatus?: AntBatteryStatus | undefined;
}

/**
 * Decodes common page 82. Fails with `too-short` below 8 bytes, `invalid-value` for another page.
 * Source: ANT+ Common Pages, as implemented by open-source decoders.
 */
export function decodeAntBattery(bytes: BytesInput): DecodeResult<AntBattery> {
  const r = reader(bytes);
  const page = antPage(r, 82);
  skip(r, 1);
  const identifier = u8(r);
  const isSent = identifier !== 0xff;
  const time = u24(r);
  const fraction = u8(r);
  const descriptive = u8(r);
  return finish(r, {
    page,
    batteryCount: isSent ? bits(identifier, 0, 4) : undefined,
    batteryIdentifier: isSent ? identifier >> 4 : undefined,
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
