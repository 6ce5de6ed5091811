/**
 * Bicycle speed (123), cadence (122) and both combined (121). Types 123 and 122 send pages whose bytes
 * 4-7 have the same layout in every page; bit 7 of the page number toggles every fourth message, and bytes 1-3 of old
 * senders, which never toggle it, are meaningless (see `120-heart-rate.ts`). Device type 121 has no
 * pages and no toggle.
 */
import { bit, bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, type Payload, type Reader, reader, u8, u16 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntBackground, antBackground } from './background.js';
import { type AntBatteryStatus, antBattery } from './battery.js';
import type { AntPage } from './page.js';

const SOURCE = 'ANT+ Device Profile Bicycle Speed and Cadence';

/** The fields of device type 121. */
export interface AntSpeedCadence extends Payload {
  /** Time of the last crank revolution in 1/1024 s, u16: rolls over every 64 s. */
  crankEventTimeRaw: number;
  /** Crank revolutions, u16. */
  crankRevolutions: number;
  /** Time of the last wheel revolution in 1/1024 s, u16. */
  wheelEventTimeRaw: number;
  /** Wheel revolutions, u16. */
  wheelRevolutions: number;
}

/** Decodes device type 121. Fails with `too-short` below 8 bytes. Source: as `decodeAntSpeed`. */
export function decodeAntSpeedCadence(bytes: BytesInput): DecodeResult<AntSpeedCadence> {
  const r = reader(bytes);
  return finish(r, {
    crankEventTimeRaw: u16(r),
    crankRevolutions: u16(r),
    wheelEventTimeRaw: u16(r),
    wheelRevolutions: u16(r),
  });
}

/** The common fields of the pages of device types 122 and 123. Fields of other pages are absent. */
export interface AntSpeedCadencePage extends AntPage, AntBackground {
  /** Page change toggle, 0 or 1. */
  pageToggle: number;
  /** Page 4: V; `undefined` if not available. */
  batteryVoltageV?: number | undefined;
  /** Page 4; `undefined` if not available. */
  batteryStatus?: AntBatteryStatus | undefined;
  /** Page 5: the bicycle is not moving. */
  isStopped?: boolean | undefined;
}

/** One page of a cadence sensor. */
export interface AntCadence
  extends AntSpeedCadencePage,
    Pick<AntSpeedCadence, 'crankEventTimeRaw' | 'crankRevolutions'> {}

/** One page of a speed sensor. */
export interface AntSpeed
  extends AntSpeedCadencePage,
    Pick<AntSpeedCadence, 'wheelEventTimeRaw' | 'wheelRevolutions'> {}

/** Decodes any page of device type 122. Errors and source: as `decodeAntSpeed`. */
export function decodeAntCadence(bytes: BytesInput): DecodeResult<AntCadence> {
  const r = reader(bytes);
  const common = readCommon(r);
  return finish(r, { ...common, crankEventTimeRaw: u16(r), crankRevolutions: u16(r) });
}

/**
 * Decodes any page of device type 123; of a page without a known layout, only the common fields. Fails with
 * `too-short` below 8 bytes.
 * Source: ANT+ Device Profile Bicycle Speed and Cadence, as implemented by open-source decoders.
 */
export function decodeAntSpeed(bytes: BytesInput): DecodeResult<AntSpeed> {
  const r = reader(bytes);
  const common = readCommon(r);
  return finish(r, { ...common, wheelEventTimeRaw: u16(r), wheelRevolutions: u16(r) });
}

function readCommon(r: Reader): AntSpeedCadencePage {
  const first = u8(r);
  const page = bits(first, 0, 7);
  const byte1 = u8(r);
  const byte2 = u8(r);
  const byte3 = u8(r);
  return {
    page,
    pageToggle: first >> 7,
    ...antBackground(page, byte1, byte2 | (byte3 << 8)),
    ...(page === 4 && antBattery(byte2, byte3)),
    ...(page === 5 && { isStopped: bit(byte1, 0) }),
  };
}

/** Returns the units of the fields of device type 122 or 123. */
function pageUnits<U extends object>(own: U) {
  return {
    page: '',
    pageToggle: '',
    ...own,
    operatingTimeS: 's',
    manufacturerId: '',
    serialNumberUpper: '',
    hwVersion: '',
    swVersionCode: '',
    modelNumber: '',
    batteryVoltageV: 'V',
    batteryStatus: '',
    isStopped: '',
  };
}

export const antSpeedCadenceMeta: DecoderMeta<AntSpeedCadence> = {
  profile: 'ant',
  id: '121',
  name: 'ANT+ Bicycle Speed and Cadence, combined',
  source: SOURCE,
  fields: {
    crankEventTimeRaw: '1/1024 s',
    crankRevolutions: '',
    wheelEventTimeRaw: '1/1024 s',
    wheelRevolutions: '',
  },
};

export const antCadenceMeta: DecoderMeta<AntCadence> = {
  profile: 'ant',
  id: '122',
  name: 'ANT+ Bicycle Cadence, pages 0-5',
  source: SOURCE,
  fields: /* @__PURE__ */ pageUnits({ crankEventTimeRaw: '1/1024 s', crankRevolutions: '' }),
};

export const antSpeedMeta: DecoderMeta<AntSpeed> = {
  profile: 'ant',
  id: '123',
  name: 'ANT+ Bicycle Speed, pages 0-5',
  source: SOURCE,
  fields: /* @__PURE__ */ pageUnits({ wheelEventTimeRaw: '1/1024 s', wheelRevolutions: '' }),
};
