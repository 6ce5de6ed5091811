import type { Reducer } from './reducer.js';

/** Values derived by `wheelSpeed` and `crankCadence`, in rpm. */
export interface GearRatioReading {
  readonly wheelRpm?: number | undefined;
  readonly cadenceRpm?: number | undefined;
}

/** Derived while both wheel and crank turn. */
export interface GearRatio {
  /** Wheel revolutions per crank revolution. */
  gearRatio: number;
}

/** The current gear ratio, from the rates of wheel and crank, while both turn. Has no state. */
export const gearRatio: Reducer<undefined, GearRatioReading, GearRatio> = (
  _state,
  { wheelRpm, cadenceRpm },
) => [undefined, wheelRpm && cadenceRpm ? { gearRatio: wheelRpm / cadenceRpm } : undefined];
