/**
 * Cycling dynamics of a power sensor: 0x14 torque barycentre, 0xE0 and 0xE1 force angles of the right
 * and left pedal, 0xE2 position of the rider. Angles are clockwise from the top of the revolution.
 */
import { type DecoderMeta, metasOf } from '../meta.js';
import {
  type BytesInput,
  finish,
  type Reader,
  reader,
  s8,
  scaled,
  skip,
  u8,
  u16,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntPage, antPage } from './page.js';

const SOURCE = 'ANT+ Device Profile Bicycle Power, cycling dynamics';
/** Value of both angles of a pair that means: not available. */
const NO_ANGLE = 0xc0;
const POSITIONS = ['seated', 'to-seated', 'standing', 'to-standing'] as const;

/** Page 0x14 of a power sensor. */
export interface AntTorqueBarycenter extends AntPage {
  /** °, 30 to 157.5 in steps of 0.5: the mean angle of the torque of a revolution. */
  torqueBarycenterDeg: number;
}

/**
 * Decodes page 0x14 of device type 11. Fails with `too-short` below 8 bytes, `invalid-value` for
 * another page.
 * Source: ANT+ Device Profile Bicycle Power, torque barycentre page. Some decoders read 0xFF as not
 * available, others as 157.5°; this one does the latter.
 */
export function decodeAntTorqueBarycenter(bytes: BytesInput): DecodeResult<AntTorqueBarycenter> {
  const r = reader(bytes);
  const page = antPage(r, 0x14);
  const torqueBarycenterDeg = u8(r) / 2 + 30;
  skip(r, 6);
  return finish(r, { page, torqueBarycenterDeg });
}

/** Page 0xE0 (right pedal) or 0xE1 (left pedal) of a power sensor. */
export interface AntForceAngle extends AntPage {
  /** As in page 0x12. */
  eventCount: number;
  /** The pedal of the page. */
  pedal: 'right' | 'left';
  /** Angle in ° at which the force begins, in steps of 1.40625; `undefined` if there is none (both 0xC0). */
  startAngleDeg?: number | undefined;
  /** Angle in ° at which the force ends. */
  endAngleDeg?: number | undefined;
  /** Angle in ° at which the peak force begins; `undefined` if there is none (both 0xC0). */
  startPeakAngleDeg?: number | undefined;
  /** Angle in ° at which the peak force ends. */
  endPeakAngleDeg?: number | undefined;
  /** Nm, resolution 1/32 as sent. */
  averageTorqueNm: number;
}

/**
 * Decodes pages 0xE0 and 0xE1 of device type 11. Fails with `too-short` below 8 bytes, `invalid-value`
 * for another page.
 * Source: ANT+ Device Profile Bicycle Power, right and left force angle pages.
 */
export function decodeAntForceAngle(bytes: BytesInput): DecodeResult<AntForceAngle> {
  const r = reader(bytes);
  const page = antPage(r, 0xe0, 0xe1);
  const eventCount = u8(r);
  const [startAngleDeg, endAngleDeg] = angles(r);
  const [startPeakAngleDeg, endPeakAngleDeg] = angles(r);
  return finish(r, {
    page,
    eventCount,
    pedal: page === 0xe0 ? 'right' : 'left',
    startAngleDeg,
    endAngleDeg,
    startPeakAngleDeg,
    endPeakAngleDeg,
    averageTorqueNm: u16(r) / 32,
  });
}

function angles(r: Reader): number[] {
  const [start, end] = [u8(r), u8(r)];
  return start === NO_ANGLE && end === NO_ANGLE ? [] : [(start * 360) / 256, (end * 360) / 256];
}

/** Page 0xE2 of a power sensor. */
export interface AntPedalPosition extends AntPage {
  /** As in page 0x12. */
  eventCount: number;
  /** `to-…`: the rider is changing to this position. */
  riderPosition: (typeof POSITIONS)[number];
  /** rpm; `undefined` if not measured (0xFF). */
  cadenceRpm?: number | undefined;
  /**
   * Distance of the force from the middle of the pedal in mm, outwards positive; `undefined` if not
   * measured (-128).
   */
  rightPcoMm?: number | undefined;
  /** mm, as `rightPcoMm`. */
  leftPcoMm?: number | undefined;
}

/**
 * Decodes page 0xE2 of device type 11. Fails with `too-short` below 8 bytes, `invalid-value` for
 * another page.
 * Source: ANT+ Device Profile Bicycle Power, pedal position page.
 */
export function decodeAntPedalPosition(bytes: BytesInput): DecodeResult<AntPedalPosition> {
  const r = reader(bytes);
  const value: AntPedalPosition = {
    page: antPage(r, 0xe2),
    eventCount: u8(r),
    riderPosition: POSITIONS[u8(r) >> 6] as AntPedalPosition['riderPosition'],
    cadenceRpm: scaled(u8(r), 1, 0xff),
    rightPcoMm: scaled(s8(r), 1, -128),
    leftPcoMm: scaled(s8(r), 1, -128),
  };
  skip(r, 2);
  return finish(r, value);
}

export const antTorqueBarycenterMeta: DecoderMeta<AntTorqueBarycenter> = {
  profile: 'ant',
  id: '11/20',
  name: 'ANT+ Bicycle Power, torque barycentre (0x14)',
  source: SOURCE,
  fields: { page: '', torqueBarycenterDeg: '°' },
};

export const antForceAngleMetas: readonly DecoderMeta[] = metasOf<AntForceAngle>(
  {
    profile: 'ant',
    source: SOURCE,
    fields: {
      page: '',
      eventCount: '',
      pedal: '',
      startAngleDeg: '°',
      endAngleDeg: '°',
      startPeakAngleDeg: '°',
      endPeakAngleDeg: '°',
      averageTorqueNm: 'Nm',
    },
  },
  {
    '11/224': 'ANT+ Bicycle Power, right force angle (0xE0)',
    '11/225': 'ANT+ Bicycle Power, left force angle (0xE1)',
  },
);

export const antPedalPositionMeta: DecoderMeta<AntPedalPosition> = {
  profile: 'ant',
  id: '11/226',
  name: 'ANT+ Bicycle Power, pedal position (0xE2)',
  source: SOURCE,
  fields: {
    page: '',
    eventCount: '',
    riderPosition: '',
    cadenceRpm: 'rpm',
    rightPcoMm: 'mm',
    leftPcoMm: 'mm',
  },
};
