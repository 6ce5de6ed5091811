/**
 * Rings of Colmi (R02 and related models). All packets have 16 bytes: a command, 14 bytes, and the sum
 * of the previous 15. They are sent through the Nordic UART service, which many other devices use too,
 * so the registry identifies them by name instead of UUID.
 */
import type { DecoderMeta } from '../meta.js';
import { percent } from '../percent.js';
import {
  type BytesInput,
  finish,
  type Payload,
  type Reader,
  reader,
  reject,
  skip,
  u8,
  u16,
} from '../reader.js';
import type { DecodeResult } from '../result.js';

const SOURCE = 'tahnok/colmi_r02_client';
const CHECKSUM_AT = 15;
const BATTERY = 0x03;
const SPORT_DETAIL = 0x43;
const REAL_TIME = 0x69;
const HEART_RATE = 1;
const SPO2 = 3;
const HEADER = 0xf0;
const NO_DATA = 0xff;

function command(r: Reader, expected: number): void {
  if (u8(r) !== expected) reject(r, 0);
}

/** Returns the result of a decoder after verifying the checksum. */
function finishPacket<T extends object>(r: Reader, value: T & Payload): DecodeResult<T> {
  skip(r, CHECKSUM_AT - r.offset);
  let sum = 0;
  for (let at = 0; at < Math.min(CHECKSUM_AT, r.end); at++) sum += r.view.getUint8(at);
  if (u8(r) !== (sum & 0xff)) reject(r, CHECKSUM_AT, 'checksum-mismatch');
  return finish(r, value);
}

/** Response to command 0x03. */
export interface ColmiBattery extends Payload {
  /** %; `undefined` above 100. */
  batteryPercent?: number | undefined;
  isCharging: boolean;
}

/**
 * Decodes the battery. Fails with `too-short` below 16 bytes, `invalid-value` for another command,
 * `checksum-mismatch`.
 * Source: tahnok/colmi_r02_client, battery.
 */
export function decodeColmiBattery(bytes: BytesInput): DecodeResult<ColmiBattery> {
  const r = reader(bytes);
  command(r, BATTERY);
  return finishPacket(r, { batteryPercent: percent(u8(r)), isCharging: u8(r) !== 0 });
}

/** Response to command 0x69, sent during a measurement. */
export interface ColmiRealTime extends Payload {
  /** 1 heart rate, 2 blood pressure, 3 SpO2, … */
  readingType: number;
  /** 0 if there is no error. */
  errorCode: number;
  /** Type 1: bpm; `undefined` with an error, or before the first beat (0). */
  heartRateBpm?: number | undefined;
  /** Type 3: %; `undefined` with an error, or before the first value (0). */
  spo2Percent?: number | undefined;
  /** The number as sent. */
  valueRaw: number;
}

/**
 * Decodes a live measurement. Fails with `too-short` below 16 bytes, `invalid-value` for
 * another command, `checksum-mismatch`.
 * Source: tahnok/colmi_r02_client, real time.
 */
export function decodeColmiRealTime(bytes: BytesInput): DecodeResult<ColmiRealTime> {
  const r = reader(bytes);
  command(r, REAL_TIME);
  const readingType = u8(r);
  const errorCode = u8(r);
  const valueRaw = u8(r);
  const measured = errorCode === 0 && valueRaw > 0 ? valueRaw : undefined;
  return finishPacket(r, {
    readingType,
    errorCode,
    heartRateBpm: readingType === HEART_RATE ? measured : undefined,
    spo2Percent: readingType === SPO2 ? measured : undefined,
    valueRaw,
  });
}

/** Response to command 0x43: a header, then a record for each quarter of an hour with steps. */
export interface ColmiSportDetail extends Payload {
  /** `none`: the ring has no data of that day. */
  kind: 'header' | 'record' | 'none';
  /** Header: the calories of the following records are in units of 10 cal. */
  newCalorieProtocol?: boolean | undefined;
  /** Record. */
  date?: { year: number; month: number; day: number } | undefined;
  /** Record: quarters of an hour since midnight. */
  timeIndex?: number | undefined;
  /** Record: its index, from 0. */
  recordIndex?: number | undefined;
  /** Record: number of records. */
  recordCount?: number | undefined;
  /** Record: in cal, or in units of 10 cal if the header says so. */
  caloriesRaw?: number | undefined;
  /** Record: within the quarter of an hour. */
  steps?: number | undefined;
  /** Record: m within the quarter of an hour. */
  distanceM?: number | undefined;
}

/**
 * Decodes one packet of the steps of a day. Fails with `too-short` below 16 bytes, `invalid-value` for
 * another command or a date that is not BCD, `checksum-mismatch`.
 * Source: tahnok/colmi_r02_client, steps.
 */
export function decodeColmiSportDetail(bytes: BytesInput): DecodeResult<ColmiSportDetail> {
  const r = reader(bytes);
  command(r, SPORT_DETAIL);
  const first = u8(r);
  if (first === NO_DATA) return finishPacket(r, { kind: 'none' });
  if (first === HEADER) {
    skip(r, 1);
    return finishPacket(r, { kind: 'header', newCalorieProtocol: u8(r) === 1 });
  }
  return finishPacket(r, {
    kind: 'record',
    date: { year: 2000 + bcd(r, first), month: bcd(r, u8(r)), day: bcd(r, u8(r)) },
    timeIndex: u8(r),
    recordIndex: u8(r),
    recordCount: u8(r),
    caloriesRaw: u16(r),
    steps: u16(r),
    distanceM: u16(r),
  });
}

/** Converts two decimal digits of four bits each. */
function bcd(r: Reader, byte: number): number {
  if (byte >> 4 > 9 || (byte & 0x0f) > 9) reject(r, r.offset - 1);
  return (byte >> 4) * 10 + (byte & 0x0f);
}

export const colmiBatteryMeta: DecoderMeta<ColmiBattery> = {
  profile: 'colmi',
  id: 'battery',
  name: 'Colmi battery (0x03)',
  source: SOURCE,
  fields: { batteryPercent: '%', isCharging: '' },
};

export const colmiRealTimeMeta: DecoderMeta<ColmiRealTime> = {
  profile: 'colmi',
  id: 'real-time',
  name: 'Colmi real time (0x69)',
  source: SOURCE,
  fields: {
    readingType: '',
    errorCode: '',
    heartRateBpm: 'bpm',
    spo2Percent: '%',
    valueRaw: '',
  },
};

export const colmiSportDetailMeta: DecoderMeta<ColmiSportDetail> = {
  profile: 'colmi',
  id: 'sport-detail',
  name: 'Colmi steps of a day (0x43)',
  source: SOURCE,
  fields: {
    kind: '',
    newCalorieProtocol: '',
    date: '',
    timeIndex: '15 min',
    recordIndex: '',
    recordCount: '',
    caloriesRaw: 'cal or 10 cal',
    steps: '',
    distanceM: 'm',
  },
};
