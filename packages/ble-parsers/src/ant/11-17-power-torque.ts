/**
 * Pages of power sensors that send torque: 0x11 at the wheel, 0x12 at the crank, 0x20 as a frequency.
 * These pages contain only sums; `src/derive` computes power from two messages.
 */
import { type DecoderMeta, metasOf } from '../meta.js';
import { type BytesInput, finish, reader, scaled, u8, u16, u16be } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntPage, antPage } from './page.js';

const WHEEL = 0x11;
const CRANK = 0x12;
const TORQUE_FREQUENCY = 0x20;

/** Page 0x11 (wheel) or 0x12 (crank) of a power sensor. */
export interface AntPowerTorque extends AntPage {
  /** Number of torque measurements, u8: rolls over after 255. */
  eventCount: number;
  /** Page 0x11: wheel revolutions, u8; with the period they give the speed. */
  wheelRevolutions?: number | undefined;
  /** Page 0x12: crank revolutions, u8. */
  crankRevolutions?: number | undefined;
  /** rpm; `undefined` if not measured (0xFF). */
  cadenceRpm?: number | undefined;
  /** Sum of the durations of all revolutions in 1/2048 s, u16: rolls over every 32 s. */
  accumulatedPeriodRaw: number;
  /** Sum of the torques of all events in 1/32 Nm, u16. */
  accumulatedTorqueRaw: number;
}

/**
 * Decodes pages 0x11 and 0x12 of device type 11. Fails with `too-short` below 8 bytes, `invalid-value`
 * for another page.
 * Source: ANT+ Device Profile Bicycle Power, standard wheel and crank torque pages.
 */
export function decodeAntPowerTorque(bytes: BytesInput): DecodeResult<AntPowerTorque> {
  const r = reader(bytes);
  const page = antPage(r, WHEEL, CRANK);
  const eventCount = u8(r);
  const revolutions = u8(r);
  return finish(r, {
    page,
    eventCount,
    [page === WHEEL ? 'wheelRevolutions' : 'crankRevolutions']: revolutions,
    cadenceRpm: scaled(u8(r), 1, 0xff),
    accumulatedPeriodRaw: u16(r),
    accumulatedTorqueRaw: u16(r),
  });
}

/** Page 0x20 of a power sensor: torque as a frequency, from which the offset of page 1 must be subtracted. */
export interface AntCrankTorqueFrequency extends AntPage {
  /** Crank revolutions, u8. */
  eventCount: number;
  /** Nm/Hz, resolution 0.1 as sent. */
  slopeNmPerHz: number;
  /** Time of the last revolution in 1/2000 s, u16: rolls over every 32 s. */
  eventTimeRaw: number;
  /** Ticks of the torque sensor, u16. */
  torqueTicks: number;
}

/**
 * Decodes page 0x20 of device type 11, whose words are big-endian. Fails with `too-short` below 8
 * bytes, `invalid-value` for another page.
 * Source: ANT+ Device Profile Bicycle Power, crank torque frequency page.
 */
export function decodeAntCrankTorqueFrequency(
  bytes: BytesInput,
): DecodeResult<AntCrankTorqueFrequency> {
  const r = reader(bytes);
  return finish(r, {
    page: antPage(r, TORQUE_FREQUENCY),
    eventCount: u8(r),
    slopeNmPerHz: u16be(r) / 10,
    eventTimeRaw: u16be(r),
    torqueTicks: u16be(r),
  });
}

const SOURCE = 'ANT+ Device Profile Bicycle Power';

export const antPowerTorqueMetas: readonly DecoderMeta[] = metasOf<AntPowerTorque>(
  {
    profile: 'ant',
    source: SOURCE,
    fields: {
      page: '',
      eventCount: '',
      wheelRevolutions: '',
      crankRevolutions: '',
      cadenceRpm: 'rpm',
      accumulatedPeriodRaw: '1/2048 s',
      accumulatedTorqueRaw: '1/32 Nm',
    },
  },
  {
    '11/17': 'ANT+ Bicycle Power, wheel torque (0x11)',
    '11/18': 'ANT+ Bicycle Power, crank torque (0x12)',
  },
);

export const antCrankTorqueFrequencyMeta: DecoderMeta<AntCrankTorqueFrequency> = {
  profile: 'ant',
  id: '11/32',
  name: 'ANT+ Bicycle Power, crank torque frequency (0x20)',
  source: SOURCE,
  fields: {
    page: '',
    eventCount: '',
    slopeNmPerHz: 'Nm/Hz',
    eventTimeRaw: '1/2000 s',
    torqueTicks: '',
  },
};
