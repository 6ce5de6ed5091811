/** Page 1 of a power sensor: calibration requests and responses, distinguished by byte 1. */
import { bit } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, reader, s16, skip, u8, u16be } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntPage, antPage } from './page.js';

const SUCCESS = 0xac;
const FAILURE = 0xaf;
const SET_AUTO_ZERO = 0xab;
const AUTO_ZERO_SUPPORT = 0x12;
const TORQUE_FREQUENCY = 0x10;
const ZERO_OFFSET = 0x01;

/** Page 1 of a power sensor. Fields that the message of `calibrationId` does not have are absent. */
export interface AntPowerCalibration extends AntPage {
  /**
   * 0xAA request to zero, 0xAB request to set auto zero, 0xAC success, 0xAF failure, 0x12 auto zero
   * support, 0x10 torque frequency meter, 0xBA to 0xBD manufacturer-specific messages.
   */
  calibrationId: number;
  /** 0xAC, 0xAF. */
  calibrationSuccess?: boolean | undefined;
  /** 0xAB, 0xAC, 0xAF: whether auto zero is on; `undefined` if it is not supported (0xFF). 0x12: whether it is on. */
  autoZeroEnabled?: boolean | undefined;
  /** 0xAB, 0xAC, 0xAF: the byte of `autoZeroEnabled` as sent. */
  autoZeroStatusRaw?: number | undefined;
  /** 0x12. */
  autoZeroSupported?: boolean | undefined;
  /** 0xAC, 0xAF: signed, defined by the manufacturer. */
  calibrationData?: number | undefined;
  /** 0x10: kind of the message; 1 is the zero offset. */
  ctfDefinedId?: number | undefined;
  /** 0x10, kind 1: Hz to subtract from the torque frequency. */
  ctfOffsetHz?: number | undefined;
}

/**
 * Decodes page 1 of device type 11. Fails with `too-short` below 8 bytes, `invalid-value` for another
 * page. The bytes of messages without a known layout are skipped.
 * Source: ANT+ Device Profile Bicycle Power, calibration messages.
 */
export function decodeAntPowerCalibration(bytes: BytesInput): DecodeResult<AntPowerCalibration> {
  const r = reader(bytes);
  const value: AntPowerCalibration = { page: antPage(r, 1), calibrationId: u8(r) };
  const id = value.calibrationId;
  const byte2 = u8(r);
  skip(r, 3);
  const isResponse = id === SUCCESS || id === FAILURE;
  const word = id === TORQUE_FREQUENCY ? u16be(r) : s16(r);
  if (isResponse) {
    value.calibrationSuccess = id === SUCCESS;
    value.calibrationData = word;
  }
  if (isResponse || id === SET_AUTO_ZERO) {
    value.autoZeroEnabled = byte2 === 0xff ? undefined : byte2 === 1;
    value.autoZeroStatusRaw = byte2;
  }
  if (id === AUTO_ZERO_SUPPORT) {
    value.autoZeroSupported = bit(byte2, 0);
    value.autoZeroEnabled = bit(byte2, 1);
  }
  if (id === TORQUE_FREQUENCY) {
    value.ctfDefinedId = byte2;
    if (byte2 === ZERO_OFFSET) value.ctfOffsetHz = word;
  }
  return finish(r, value);
}

export const antPowerCalibrationMeta: DecoderMeta<AntPowerCalibration> = {
  profile: 'ant',
  id: '11/1',
  name: 'ANT+ Bicycle Power, calibration (0x01)',
  source: 'ANT+ Device Profile Bicycle Power',
  fields: {
    page: '',
    calibrationId: '',
    calibrationSuccess: '',
    autoZeroEnabled: '',
    autoZeroStatusRaw: '',
    autoZeroSupported: '',
    calibrationData: '',
    ctfDefinedId: '',
    ctfOffsetHz: 'Hz',
  },
};
