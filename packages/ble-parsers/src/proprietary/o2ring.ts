/**
 * Viatom O2Ring and related models (not the O2Ring-S, which differs). Clients request live values with a command
 * every 1 to 2 s. The response may be split into several notifications, which the caller must join first.
 */
import { type DecoderMeta, metasOf } from '../meta.js';
import {
  type BytesInput,
  finish,
  type Payload,
  reader,
  reject,
  scaled,
  skip,
  u8,
  u16,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { crc8 } from './crc8.js';

const START = 0x55;
const HEADER_BYTES = 7;
const NONE = 0xff;
const CHARGING = ['no', 'yes', 'full'] as const;

/** Live values of a ring. */
export interface O2RingLive extends Payload {
  /** %; `undefined` if there is none (255). */
  spo2Percent?: number | undefined;
  /** bpm; `undefined` if there is none (255, or 0 without a finger). */
  pulseRateBpm?: number | undefined;
  /** %; `undefined` above 100. */
  batteryPercent?: number | undefined;
  /** `undefined` if the code is unknown. */
  charging?: (typeof CHARGING)[number] | undefined;
  chargingStateRaw: number;
  /** Amount of movement; no unit. */
  motionRaw: number;
  /** Perfusion index as sent, presumably in units of 0.1 %. */
  perfusionRaw: number;
  /** The ring is worn. */
  worn: boolean;
}

/**
 * Decodes a whole response (0x55) of service 14839AC4-7D7E-415C-9A42-167340CF2339. Fails with `too-short` if it is
 * truncated, `invalid-value` if it does not begin with 0x55 or announces fewer than 12 bytes of values,
 * `checksum-mismatch` if the CRC-8 is wrong.
 * Source: MackeyStingray/o2r and ecostech/viatom-ble, which agree.
 */
export function decodeO2RingLive(bytes: BytesInput): DecodeResult<O2RingLive> {
  const r = reader(bytes);
  if (u8(r) !== START) reject(r, 0);
  skip(r, 4);
  const size = u16(r) || 0;
  if (size < 12) reject(r, HEADER_BYTES - 2);
  const spo2 = scaled(u8(r), 1, NONE);
  const pulse = scaled(u8(r), 1, NONE);
  skip(r, 5);
  const battery = u8(r);
  const chargingStateRaw = u8(r);
  const motionRaw = u8(r);
  const perfusionRaw = u8(r);
  const worn = u8(r) !== 0;
  skip(r, Math.max(0, HEADER_BYTES + size - r.offset));
  const crcAt = r.offset;
  if (u8(r) !== crc8(r, 0, crcAt)) reject(r, crcAt, 'checksum-mismatch');
  return finish<O2RingLive>(r, {
    spo2Percent: spo2 === undefined || spo2 > 100 ? undefined : spo2,
    pulseRateBpm: pulse || undefined,
    batteryPercent: battery > 100 ? undefined : battery,
    charging: CHARGING[chargingStateRaw],
    chargingStateRaw,
    motionRaw,
    perfusionRaw,
    worn,
  });
}

export const o2RingLiveMetas: readonly DecoderMeta[] = metasOf<O2RingLive>(
  {
    profile: 'o2ring',
    source: 'MackeyStingray/o2r; ecostech/viatom-ble',
    fields: {
      spo2Percent: '%',
      pulseRateBpm: 'bpm',
      batteryPercent: '%',
      charging: '',
      chargingStateRaw: '',
      motionRaw: '',
      perfusionRaw: '',
      worn: '',
    },
  },
  {
    '0734594AA8E74B1AA6B1CD5243059A57': 'Viatom O2Ring, live values in one notification',
    live: 'Viatom O2Ring, live values',
  },
);
