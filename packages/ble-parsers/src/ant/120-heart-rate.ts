/**
 * ANT+ heart rate (device type 120): bytes 4-7 have the same fields in every page, the fields of bytes 1-3 depend on
 * the page. All pages have one flat type, so that they can be merged into one view of the device.
 *
 * Bit 7 of the page number toggles every fourth message. Old senders never toggle it, and their bytes
 * 1-3 are meaningless: until the bit has been seen both set and clear, use only the fields of page 0.
 * That requires state, so the device decoder does it.
 */
import { bit, bits, namesOf } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { percent } from '../percent.js';
import { type BytesInput, finish, type Payload, reader, scaled, u8, u16 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { put } from '../writer.js';
import { type AntBackground, antBackground } from './background.js';
import { type AntBatteryStatus, antBattery } from './battery.js';

const FEATURES = ['running', 'cycling', 'swimming', 'gym-mode'] as const;
const EVENT_TYPES = ['measured', 'computed'] as const;

/** One page of a heart rate monitor. Fields of other pages are absent. */
export interface AntHeartRate extends Payload, AntBackground {
  page: number;
  /** Page change toggle, 0 or 1. */
  pageToggle: number;
  /** Time of the last beat in 1/1024 s, u16: rolls over every 64 s. */
  beatTimeRaw: number;
  /** Beats since an arbitrary start, u8. */
  beatCount: number;
  /** bpm; `undefined` if invalid (0). */
  heartRateBpm?: number | undefined;
  /** Page 4: defined by the manufacturer; `undefined` if not used (0xFF). */
  manufacturerSpecificRaw?: number | undefined;
  /** Page 4: time of the previous beat, in 1/1024 s. */
  previousBeatTimeRaw?: number | undefined;
  /** Page 4: ms between the two beats, correct even if messages were lost between them. */
  rrIntervalMs?: number | undefined;
  /** Page 4: the same in 1/1024 s. */
  rrIntervalRaw?: number | undefined;
  /** Page 5: bpm over the interval; `undefined` if invalid (0). */
  intervalAverageHrBpm?: number | undefined;
  /** Page 5: bpm; `undefined` if invalid (0). */
  intervalMaxHrBpm?: number | undefined;
  /** Page 5: bpm; `undefined` if invalid (0). */
  sessionAverageHrBpm?: number | undefined;
  /** Page 6. */
  featuresSupported?: (typeof FEATURES)[number][] | undefined;
  /** Page 6: bits 6-7 are defined by the manufacturer. */
  featuresSupportedRaw?: number | undefined;
  /** Page 6. */
  featuresEnabled?: (typeof FEATURES)[number][] | undefined;
  /** Page 6. */
  featuresEnabledRaw?: number | undefined;
  /** Page 7: %; `undefined` if not available (above 100). */
  batteryPercent?: number | undefined;
  /** Page 7: V; `undefined` if not available. */
  batteryVoltageV?: number | undefined;
  /** Page 7; `undefined` if not available. */
  batteryStatus?: AntBatteryStatus | undefined;
  /** Page 9: whether beats are measured or computed from the rate; `undefined` if reserved. */
  eventType?: (typeof EVENT_TYPES)[number] | undefined;
}

/**
 * Decodes any page of device type 120, 8 bytes; of a page without a known layout, only the common fields.
 * Fails with `too-short` below 8 bytes.
 * Source: ANT+ Device Profile Heart Rate, as implemented by open-source decoders.
 */
export function decodeAntHeartRate(bytes: BytesInput): DecodeResult<AntHeartRate> {
  const r = reader(bytes);
  const first = u8(r);
  const page = bits(first, 0, 7);
  const byte1 = u8(r);
  const byte2 = u8(r);
  const byte3 = u8(r);
  const beatTimeRaw = u16(r);
  return finish(r, {
    page,
    pageToggle: first >> 7,
    beatTimeRaw,
    beatCount: u8(r),
    heartRateBpm: scaled(u8(r), 1, 0),
    ...background(page, byte1, byte2, byte3, beatTimeRaw),
  });
}

function background(
  page: number,
  byte1: number,
  byte2: number,
  byte3: number,
  beatTimeRaw: number,
): Partial<AntHeartRate> | undefined {
  const word = byte2 | (byte3 << 8);
  const rr = (beatTimeRaw - word) & 0xffff;
  switch (page) {
    case 4:
      return {
        manufacturerSpecificRaw: scaled(byte1, 1, 0xff),
        previousBeatTimeRaw: word,
        rrIntervalMs: (rr * 1000) / 1024,
        rrIntervalRaw: rr,
      };
    case 5:
      return {
        intervalAverageHrBpm: scaled(byte1, 1, 0),
        intervalMaxHrBpm: scaled(byte2, 1, 0),
        sessionAverageHrBpm: scaled(byte3, 1, 0),
      };
    case 6:
      return {
        featuresSupported: namesOf(byte2, FEATURES),
        featuresSupportedRaw: byte2,
        featuresEnabled: namesOf(byte3, FEATURES),
        featuresEnabledRaw: byte3,
      };
    case 7:
      return { batteryPercent: percent(byte1), ...antBattery(byte2, byte3) };
    case 9:
      return { eventType: bit(byte1, 1) ? undefined : EVENT_TYPES[bits(byte1, 0, 1)] };
    default:
      return antBackground(page, byte1, word);
  }
}

/** Input of `encodeAntHeartRate`: page 0, or page 4 if the time of the previous beat is given. */
export type AntHeartRateInput = Partial<
  Pick<
    AntHeartRate,
    | 'pageToggle'
    | 'beatTimeRaw'
    | 'beatCount'
    | 'heartRateBpm'
    | 'manufacturerSpecificRaw'
    | 'previousBeatTimeRaw'
  >
>;

/** Encodes pages 0 and 4 of device type 120. @throws RangeError when a value does not fit its field. */
export function encodeAntHeartRate(value: AntHeartRateInput): Uint8Array {
  const isPage4 = value.previousBeatTimeRaw !== undefined;
  const out = [(isPage4 ? 4 : 0) | (value.pageToggle ? 0x80 : 0)];
  put(out, 1, isPage4 ? (value.manufacturerSpecificRaw ?? 0xff) : 0xff);
  put(out, 2, value.previousBeatTimeRaw ?? 0xffff);
  put(out, 2, value.beatTimeRaw ?? 0);
  put(out, 1, value.beatCount ?? 0);
  put(out, 1, value.heartRateBpm ?? 0);
  return Uint8Array.from(out);
}

export const antHeartRateMeta: DecoderMeta<AntHeartRate> = {
  profile: 'ant',
  id: '120',
  name: 'ANT+ Heart Rate, pages 0-7 and 9',
  source: 'ANT+ Device Profile Heart Rate',
  fields: {
    page: '',
    pageToggle: '',
    beatTimeRaw: '1/1024 s',
    beatCount: '',
    heartRateBpm: 'bpm',
    operatingTimeS: 's',
    manufacturerId: '',
    serialNumberUpper: '',
    hwVersion: '',
    swVersionCode: '',
    modelNumber: '',
    manufacturerSpecificRaw: '',
    previousBeatTimeRaw: '1/1024 s',
    rrIntervalMs: 'ms',
    rrIntervalRaw: '1/1024 s',
    intervalAverageHrBpm: 'bpm',
    intervalMaxHrBpm: 'bpm',
    sessionAverageHrBpm: 'bpm',
    featuresSupported: '',
    featuresSupportedRaw: '',
    featuresEnabled: '',
    featuresEnabledRaw: '',
    batteryPercent: '%',
    batteryVoltageV: 'V',
    batteryStatus: '',
    eventType: '',
  },
  encodes: true,
};
