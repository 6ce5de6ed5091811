/**
 * The specific page of each kind of fitness equipment: 19 treadmill, 20 elliptical, 21 bike, 22 rower,
 * 23 climber, 24 Nordic skier. All have the cadence in byte 4; all except the treadmill have the power
 * after it. Trainers send pages 25 and 26 instead (`17-25-fe-trainer.ts`).
 */
import { type DecoderMeta, metasOf } from '../meta.js';
import { type BytesInput, finish, reader, scaled, skip, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntFePage, feState } from './fe-state.js';
import { antPage } from './page.js';

const TREADMILL = 19;
const ELLIPTICAL = 20;
const BIKE = 21;

/** Pages 19 to 24 of fitness equipment. Fields that a machine does not send are absent. */
export interface AntFeMachine extends AntFePage {
  /** Page 21: rpm; `undefined` if not available (0xFF). */
  cadenceRpm?: number | undefined;
  /** Other pages: strides, strokes or cycles per minute; `undefined` if not available (0xFF). */
  cadencePerMin?: number | undefined;
  /** All except treadmills: W; `undefined` if not available (0xFFFF). */
  powerW?: number | undefined;
  /** Pages 20 and 22 to 24: strides, strokes or cycles, u8: rolls over after 255. */
  cycleCount?: number | undefined;
  /** Pages 19 and 20: m climbed, resolution 0.1: rolls over after 25.5. */
  positiveVerticalM?: number | undefined;
  /** Page 19: m descended, resolution 0.1: rolls over after 25.5. */
  negativeVerticalM?: number | undefined;
}

/**
 * Decodes pages 19 to 24 of device type 17. Fails with `too-short` below 8 bytes, `invalid-value` for
 * another page.
 * Source: ANT+ Device Profile Fitness Equipment, specific data pages, as implemented by open-source
 * decoders.
 */
export function decodeAntFeMachine(bytes: BytesInput): DecodeResult<AntFeMachine> {
  const r = reader(bytes);
  const page = antPage(r, TREADMILL, ELLIPTICAL, BIKE, 22, 23, 24);
  skip(r, 1);
  const byte2 = u8(r);
  const byte3 = u8(r);
  const cadence = scaled(u8(r), 1, 0xff);
  const byte5 = u8(r);
  const byte6 = u8(r);
  const value: AntFeMachine = { page, ...feState(u8(r)) };
  value[page === BIKE ? 'cadenceRpm' : 'cadencePerMin'] = cadence;
  if (page === TREADMILL) {
    value.negativeVerticalM = byte5 / 10;
    value.positiveVerticalM = byte6 / 10;
    return finish(r, value);
  }
  value.powerW = scaled(byte5 | (byte6 << 8), 1, 0xffff);
  if (page === ELLIPTICAL) value.positiveVerticalM = byte2 / 10;
  if (page !== BIKE) value.cycleCount = byte3;
  return finish(r, value);
}

export const antFeMachineMetas: readonly DecoderMeta[] = metasOf<AntFeMachine>(
  {
    profile: 'ant',
    source: 'ANT+ Device Profile Fitness Equipment',
    fields: {
      page: '',
      cadenceRpm: 'rpm',
      cadencePerMin: '1/min',
      powerW: 'W',
      cycleCount: '',
      positiveVerticalM: 'm',
      negativeVerticalM: 'm',
      feState: '',
      lapToggle: '',
    },
  },
  {
    '17/19': 'ANT+ Fitness Equipment, treadmill (19)',
    '17/20': 'ANT+ Fitness Equipment, elliptical (20)',
    '17/21': 'ANT+ Fitness Equipment, stationary bike (21)',
    '17/22': 'ANT+ Fitness Equipment, rower (22)',
    '17/23': 'ANT+ Fitness Equipment, climber (23)',
    '17/24': 'ANT+ Fitness Equipment, Nordic skier (24)',
  },
);
