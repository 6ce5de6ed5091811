/** Common pages of any ANT+ device: 86 a paired device, 87 an error. */
import { bit, bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, reader, skip, u8, u32 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntPage, antPage } from './page.js';

const SOURCE = 'ANT+ Common Pages';
const CONNECTIONS = ['closed', 'searching', 'synchronized'] as const;
const NETWORKS = ['public', 'private', 'ant-plus', 'ant-fs'] as const;
const LEVELS = [undefined, 'warning', 'critical'] as const;

/** Common page 86. */
export interface AntPairedDevice extends AntPage {
  /** Index of the paired device. */
  deviceIndex: number;
  /** Connected devices. */
  deviceCount: number;
  isPaired: boolean;
  /** `undefined` if reserved. */
  connection?: (typeof CONNECTIONS)[number] | undefined;
  /** `undefined` if reserved. */
  network?: (typeof NETWORKS)[number] | undefined;
  /** Number, type and transmission type of the device, as in its channel id. */
  deviceId: number;
}

/**
 * Decodes common page 86. Fails with `too-short` below 8 bytes, `invalid-value` for another page.
 * Source: ANT+ Common Pages, by StephenHidem/AntPlus.
 */
export function decodeAntPairedDevice(bytes: BytesInput): DecodeResult<AntPairedDevice> {
  const r = reader(bytes);
  const page = antPage(r, 86);
  const deviceIndex = u8(r);
  const deviceCount = u8(r);
  const state = u8(r);
  return finish(r, {
    page,
    deviceIndex,
    deviceCount,
    isPaired: bit(state, 7),
    connection: CONNECTIONS[bits(state, 3, 3)],
    network: NETWORKS[bits(state, 0, 3)],
    deviceId: u32(r),
  });
}

/** Common page 87. */
export interface AntError extends AntPage {
  /** The part of the device, 0 to 15. */
  systemComponentIndex: number;
  /** `undefined` if reserved. */
  errorLevel?: NonNullable<(typeof LEVELS)[number]> | undefined;
  /** The code of `errorLevel`, as sent. */
  errorLevelCode: number;
  /** Defined by the profile of the device. */
  profileErrorCode: number;
  /** Defined by the manufacturer. */
  manufacturerErrorCode: number;
}

/**
 * Decodes common page 87. Fails with `too-short` below 8 bytes, `invalid-value` for another page.
 * Source: ANT+ Common Pages, as implemented by open-source decoders.
 */
export function decodeAntError(bytes: BytesInput): DecodeResult<AntError> {
  const r = reader(bytes);
  const page = antPage(r, 87);
  skip(r, 1);
  const which = u8(r);
  return finish(r, {
    page,
    systemComponentIndex: bits(which, 0, 4),
    errorLevel: LEVELS[which >> 6],
    errorLevelCode: which >> 6,
    profileErrorCode: u8(r),
    manufacturerErrorCode: u32(r),
  });
}

export const antPairedDeviceMeta: DecoderMeta<AntPairedDevice> = {
  profile: 'ant',
  id: 'common/86',
  name: 'ANT+ paired device (86)',
  source: SOURCE,
  fields: {
    page: '',
    deviceIndex: '',
    deviceCount: '',
    isPaired: '',
    connection: '',
    network: '',
    deviceId: '',
  },
};

export const antErrorMeta: DecoderMeta<AntError> = {
  profile: 'ant',
  id: 'common/87',
  name: 'ANT+ error (87)',
  source: SOURCE,
  fields: {
    page: '',
    systemComponentIndex: '',
    errorLevel: '',
    errorLevelCode: '',
    profileErrorCode: '',
    manufacturerErrorCode: '',
  },
};
