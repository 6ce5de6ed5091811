/** Pages of bicycle trainers: 25 power, 26 torque. */
import { bit, bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, reader, scaled, u8, u16 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntFePage, feState } from './fe-state.js';
import { antPage } from './page.js';

const SOURCE = 'ANT+ Device Profile Fitness Equipment';
const LIMITS = ['at-target', 'speed-too-low', 'speed-too-high', 'undetermined'] as const;

/** Page 25 of a trainer. */
export interface AntFeTrainer extends AntFePage {
  /** Number of power measurements, u8: rolls over after 255. */
  eventCount: number;
  /** rpm; `undefined` if not available (0xFF). */
  cadenceRpm?: number | undefined;
  /** Sum of the powers of all events in W, u16: rolls over after 65535. */
  accumulatedPowerW: number;
  /** W, 12 bits; `undefined` if not available (0xFFF). */
  powerW?: number | undefined;
  powerCalibrationRequired: boolean;
  resistanceCalibrationRequired: boolean;
  userConfigRequired: boolean;
  /** Whether the target power is reached; `at-target` also if there is no target. */
  targetPowerLimit: (typeof LIMITS)[number];
}

/**
 * Decodes page 25 of device type 17. Fails with `too-short` below 8 bytes, `invalid-value` for another
 * page.
 * Source: ANT+ Device Profile Fitness Equipment, specific trainer page, as implemented by open-source
 * decoders.
 */
export function decodeAntFeTrainer(bytes: BytesInput): DecodeResult<AntFeTrainer> {
  const r = reader(bytes);
  const page = antPage(r, 25);
  const eventCount = u8(r);
  const cadenceRpm = scaled(u8(r), 1, 0xff);
  const accumulatedPowerW = u16(r);
  const word = u16(r);
  const flags = u8(r);
  return finish(r, {
    page,
    eventCount,
    cadenceRpm,
    accumulatedPowerW,
    powerW: scaled(bits(word, 0, 12), 1, 0xfff),
    powerCalibrationRequired: bit(word, 12),
    resistanceCalibrationRequired: bit(word, 13),
    userConfigRequired: bit(word, 14),
    targetPowerLimit: LIMITS[bits(flags, 0, 2)] as AntFeTrainer['targetPowerLimit'],
    ...feState(flags),
  });
}

/** Page 26 of a trainer. */
export interface AntFeTrainerTorque extends AntFePage {
  /** As in page 25. */
  eventCount: number;
  /** Wheel revolutions, u8. */
  wheelRevolutions: number;
  /** Sum of the durations of all revolutions in 1/2048 s, u16: rolls over every 32 s. */
  accumulatedPeriodRaw: number;
  /** Sum of the torques of all events in 1/32 Nm, u16. */
  accumulatedTorqueRaw: number;
}

/**
 * Decodes page 26 of device type 17. Fails with `too-short` below 8 bytes, `invalid-value` for another
 * page.
 * Source: ANT+ Device Profile Fitness Equipment, specific trainer torque page.
 */
export function decodeAntFeTrainerTorque(bytes: BytesInput): DecodeResult<AntFeTrainerTorque> {
  const r = reader(bytes);
  return finish(r, {
    page: antPage(r, 26),
    eventCount: u8(r),
    wheelRevolutions: u8(r),
    accumulatedPeriodRaw: u16(r),
    accumulatedTorqueRaw: u16(r),
    ...feState(u8(r)),
  });
}

export const antFeTrainerMeta: DecoderMeta<AntFeTrainer> = {
  profile: 'ant',
  id: '17/25',
  name: 'ANT+ Fitness Equipment, trainer (25)',
  source: SOURCE,
  fields: {
    page: '',
    eventCount: '',
    cadenceRpm: 'rpm',
    accumulatedPowerW: 'W',
    powerW: 'W',
    powerCalibrationRequired: '',
    resistanceCalibrationRequired: '',
    userConfigRequired: '',
    targetPowerLimit: '',
    feState: '',
    lapToggle: '',
  },
};

export const antFeTrainerTorqueMeta: DecoderMeta<AntFeTrainerTorque> = {
  profile: 'ant',
  id: '17/26',
  name: 'ANT+ Fitness Equipment, trainer torque (26)',
  source: SOURCE,
  fields: {
    page: '',
    eventCount: '',
    wheelRevolutions: '',
    accumulatedPeriodRaw: '1/2048 s',
    accumulatedTorqueRaw: '1/32 Nm',
    feState: '',
    lapToggle: '',
  },
};
