import type { Reducer } from './reducer.js';

/** What `wheelSpeed` and `crankCadence` derived, rpm. */
export interface GearRatioReading {
  readonly wheelRpm?: number | undefined;
  readonly cadenceRpm?: number | undefined;
}

/** What is derived while both turn. */
export interface GearRatio {
  /** Wheel revolutions per crank revolution. */
  gearRatio: number;
}

/** The gear in use, from what was derived of wheel and crank; only while both turn. Has no state. */
export const gearRatio: Reducer<undefined, GearRatioReading, GearRatio> = (
  _state,
  { wheelRpm, cadenceRpm },
) => [undefined, wheelRpm && cadenceRpm ? { gearRatio: wheelRpm / cadenceRpm } : undefined];
