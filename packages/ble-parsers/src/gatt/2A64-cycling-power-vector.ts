import { bit, bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finish,
  flagsOf,
  list,
  optional,
  type Payload,
  reader,
  s16,
  scaled,
  u8,
  u16,
} from '../reader.js';
import type { DecodeResult } from '../result.js';

const DIRECTIONS = [undefined, 'tangential', 'radial', 'lateral'] as const;

/**
 * Forces or torques during one crank revolution. Fields that are not sent are `undefined`; lists are
 * then empty.
 */
export interface CyclingPowerVector extends Payload {
  /** Crank revolutions since an arbitrary start, u16: rolls over after 65535. */
  crankRevolutions?: number | undefined;
  /** Time of the last crank revolution in 1/1024 s, u16: rolls over every 64 s. */
  crankEventTimeRaw?: number | undefined;
  /** The same in seconds. */
  crankEventTimeS?: number | undefined;
  /** Degrees: crank angle of the first value in the list. */
  firstCrankAngleDeg?: number | undefined;
  /** N, oldest first. */
  forceMagnitudesN: number[];
  /** Nm, resolution 1/32, oldest first. */
  torqueMagnitudesNm: number[];
  /** The component that is measured; `undefined` if unknown (0). */
  direction?: (typeof DIRECTIONS)[number];
}

/**
 * Decodes 0x2A64. Flags: 0 crank data, 1 first angle, 2 forces, 3 torques (never both), 4-5 direction.
 * Fails with `too-short` if the flags are truncated.
 * Source: GATT Specification Supplement, Cycling Power Vector; CPS 1.1.
 */
export function decodeCyclingPowerVector(bytes: BytesInput): DecodeResult<CyclingPowerVector> {
  const r = reader(bytes);
  const flags = flagsOf(r, u8, 0x3f);
  const hasCrank = bit(flags, 0);
  const hasAngle = bit(flags, 1);
  const hasForces = bit(flags, 2);
  const hasTorques = bit(flags, 3);

  const crankRevolutions = optional(r, hasCrank, u16);
  const crankEventTimeRaw = optional(r, hasCrank, u16);
  return finish(r, {
    crankRevolutions,
    crankEventTimeRaw,
    crankEventTimeS: scaled(crankEventTimeRaw, 1024),
    firstCrankAngleDeg: optional(r, hasAngle, u16),
    forceMagnitudesN: list(r, hasForces, s16),
    torqueMagnitudesNm: list(r, hasTorques && !hasForces, s16).map((raw) => raw / 32),
    direction: DIRECTIONS[bits(flags, 4, 2)],
  });
}

export const cyclingPowerVectorMeta: DecoderMeta<CyclingPowerVector> = {
  profile: 'gatt',
  id: '2A64',
  name: 'Cycling Power Vector',
  source: 'GSS Cycling Power Vector; CPS 1.1',
  fields: {
    crankRevolutions: '',
    crankEventTimeRaw: '1/1024 s',
    crankEventTimeS: 's',
    firstCrankAngleDeg: '°',
    forceMagnitudesN: 'N',
    torqueMagnitudesNm: 'N m',
    direction: '',
  },
};
