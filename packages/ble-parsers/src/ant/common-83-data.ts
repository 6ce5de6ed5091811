/** Common pages with data of an ANT+ device: 83 time, 84 subfields, 85 memory. */
import { bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, reader, s16, scaled, skip, u8, u16 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntPage, antPage } from './page.js';

const SOURCE = 'ANT+ Common Pages';
const YEAR_0 = 2000;

/** Common page 83: the clock of the device, UTC. */
export interface AntTime extends AntPage {
  second: number;
  minute: number;
  hour: number;
  day: number;
  /** Day of the week, 0 to 6, as the device counts. */
  weekdayCode: number;
  month: number;
  year: number;
}

/**
 * Decodes common page 83. Fails with `too-short` below 8 bytes, `invalid-value` for another page.
 * Source: ANT+ Common Pages, as implemented by open-source decoders.
 */
export function decodeAntTime(bytes: BytesInput): DecodeResult<AntTime> {
  const r = reader(bytes);
  const page = antPage(r, 83);
  skip(r, 1);
  const second = u8(r);
  const minute = u8(r);
  const hour = u8(r);
  const day = u8(r);
  return finish(r, {
    page,
    second,
    minute,
    hour,
    day: bits(day, 0, 5),
    weekdayCode: day >> 5,
    month: u8(r),
    year: u8(r) + YEAR_0,
  });
}

/** Common page 84: two values, whose quantities the subpages define. */
export interface AntSubfields extends AntPage {
  /**
   * 1 temperature in °C, 2 air pressure in kPa, 3 humidity in %, 4 wind speed in km/h, 5 wind direction
   * in °, 6 charging cycles, 7 and 8 minimum and maximum operating temperature in °C, 255 none.
   */
  subpage1: number;
  /** In the unit of `subpage1`; `undefined` if there is none or its layout is unknown. */
  value1?: number | undefined;
  /** As `subpage1`. */
  subpage2: number;
  /** As `value1`. */
  value2?: number | undefined;
}

/** By subpage: counts per unit, negative if the number is signed. */
const SUBFIELDS = [undefined, -100, 100, 100, 100, 20, 1, -100, -100] as const;

/**
 * Decodes common page 84. Fails with `too-short` below 8 bytes, `invalid-value` for another page.
 * Source: ANT+ Common Pages.
 */
export function decodeAntSubfields(bytes: BytesInput): DecodeResult<AntSubfields> {
  const r = reader(bytes);
  const page = antPage(r, 84);
  skip(r, 1);
  const subpage1 = u8(r);
  const subpage2 = u8(r);
  return finish(r, {
    page,
    subpage1,
    value1: subfield(subpage1, s16(r)),
    subpage2,
    value2: subfield(subpage2, s16(r)),
  });
}

function subfield(subpage: number, raw: number): number | undefined {
  const per = SUBFIELDS[subpage];
  if (per === undefined) return undefined;
  return per < 0 ? raw / -per : (raw & 0xffff) / per;
}

/** Common page 85. */
export interface AntMemory extends AntPage {
  /** %, resolution 0.5; `undefined` if not available (0xFF). */
  memoryUsedPercent?: number | undefined;
  /** In the unit of `memoryUnitCode`, resolution 0.1. */
  memoryTotal: number;
  /** Bits 0-1: 0 units, 1 kilo, 2 mega, 3 tera; bit 7: bytes instead of bits. */
  memoryUnitCode: number;
}

/**
 * Decodes common page 85. Fails with `too-short` below 8 bytes, `invalid-value` for another page.
 * Source: ANT+ Common Pages.
 */
export function decodeAntMemory(bytes: BytesInput): DecodeResult<AntMemory> {
  const r = reader(bytes);
  const page = antPage(r, 85);
  skip(r, 3);
  return finish(r, {
    page,
    memoryUsedPercent: scaled(u8(r), 2, 0xff),
    memoryTotal: u16(r) / 10,
    memoryUnitCode: u8(r),
  });
}

export const antTimeMeta: DecoderMeta<AntTime> = {
  profile: 'ant',
  id: 'common/83',
  name: 'ANT+ time and date (83)',
  source: SOURCE,
  fields: {
    page: '',
    second: '',
    minute: '',
    hour: '',
    day: '',
    weekdayCode: '',
    month: '',
    year: '',
  },
};

export const antSubfieldsMeta: DecoderMeta<AntSubfields> = {
  profile: 'ant',
  id: 'common/84',
  name: 'ANT+ subfields (84)',
  source: SOURCE,
  fields: {
    page: '',
    subpage1: '',
    value1: 'see subpage1',
    subpage2: '',
    value2: 'see subpage2',
  },
};

export const antMemoryMeta: DecoderMeta<AntMemory> = {
  profile: 'ant',
  id: 'common/85',
  name: 'ANT+ memory (85)',
  source: SOURCE,
  fields: {
    page: '',
    memoryUsedPercent: '%',
    memoryTotal: 'see memoryUnitCode',
    memoryUnitCode: '',
  },
};
