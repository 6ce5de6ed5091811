/**
 * ANT+ gear shifting (device type 34). No captures are public; the layout is taken from two open-source
 * decoders.
 */
import { bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, reader, scaled, skip, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntPage, antPage } from './page.js';

const REAR_NONE = 31;
const FRONT_NONE = 7;

/** Page 1 of a shifting system. */
export interface AntShifting extends AntPage {
  /** Shifts, u8: rolls over after 255. */
  eventCount: number;
  /** Index from 0 at the largest sprocket; `undefined` if unknown (31). */
  rearGearIndex?: number | undefined;
  /** Index from 0 at the smallest chainring; `undefined` if unknown (7). */
  frontGearIndex?: number | undefined;
  /** Number of sprockets; `undefined` if unknown (31). */
  rearGearTotal?: number | undefined;
  /** Number of chainrings; `undefined` if unknown (7). */
  frontGearTotal?: number | undefined;
  /** Attempts to shift beyond the innermost gear. */
  invalidInboardRaw: number;
  /** Attempts to shift beyond the outermost gear. */
  invalidOutboardRaw: number;
  /** Failed shifts at the rear, 0 to 15. */
  rearFailuresRaw: number;
  /** Failed shifts at the front, 0 to 15. */
  frontFailuresRaw: number;
}

/**
 * Decodes page 1 of device type 34. Fails with `too-short` below 8 bytes, `invalid-value` for another page.
 * Source: Tigge/openant and cujomalainey/antplus-arduino, which agree.
 */
export function decodeAntShifting(bytes: BytesInput): DecodeResult<AntShifting> {
  const r = reader(bytes);
  const page = antPage(r, 1);
  const eventCount = u8(r);
  skip(r, 1);
  const gears = u8(r);
  const totals = u8(r);
  const invalidInboardRaw = u8(r);
  const invalidOutboardRaw = u8(r);
  const failures = u8(r);
  return finish<AntShifting>(r, {
    page,
    eventCount,
    rearGearIndex: scaled(bits(gears, 0, 5), 1, REAR_NONE),
    frontGearIndex: scaled(gears >> 5, 1, FRONT_NONE),
    rearGearTotal: scaled(bits(totals, 0, 5), 1, REAR_NONE),
    frontGearTotal: scaled(totals >> 5, 1, FRONT_NONE),
    invalidInboardRaw,
    invalidOutboardRaw,
    rearFailuresRaw: bits(failures, 0, 4),
    frontFailuresRaw: failures >> 4,
  });
}

export const antShiftingMeta: DecoderMeta<AntShifting> = {
  profile: 'ant',
  id: '34/1',
  name: 'ANT+ Shifting, system status (1)',
  source: 'Tigge/openant; cujomalainey/antplus-arduino',
  fields: {
    page: '',
    eventCount: '',
    rearGearIndex: '',
    frontGearIndex: '',
    rearGearTotal: '',
    frontGearTotal: '',
    invalidInboardRaw: '',
    invalidOutboardRaw: '',
    rearFailuresRaw: '',
    frontFailuresRaw: '',
  },
};
