import type { AccumulatedTorque } from '../derive/accumulated-torque.js';
import type { AntBeats } from '../derive/ant-beats.js';
import type { BeatTimes } from '../derive/beat-times.js';
import type { ColmiDay } from '../derive/colmi-day.js';
import type { CrankCadence } from '../derive/crank-cadence.js';
import type { GearRatio } from '../derive/gear-ratio.js';
import type { Hrv } from '../derive/hrv.js';
import type { PmdSampleTimes } from '../derive/pmd-sample-times.js';
import type { PowerAverage } from '../derive/power-average.js';
import type { PreferredPower } from '../derive/preferred-power.js';
import type { PulseIntervals } from '../derive/pulse-intervals.js';
import type { RadarTargets } from '../derive/radar-targets.js';
import type { SessionTotals } from '../derive/session-totals.js';
import type { TorqueFrequency } from '../derive/torque-frequency.js';
import type { CrankTorque, WheelTorque } from '../derive/torque-power.js';
import type { WheelSpeed } from '../derive/wheel-speed.js';
import type { CarriedFields } from '../gatt/merge-more-data.js';

/** All derived fields. */
type Everything = AccumulatedTorque &
  AntBeats &
  BeatTimes &
  ColmiDay &
  CrankCadence &
  GearRatio &
  Hrv &
  PmdSampleTimes &
  PowerAverage &
  PreferredPower &
  CarriedFields &
  PulseIntervals &
  RadarTargets &
  SessionTotals &
  TorqueFrequency &
  CrankTorque &
  WheelTorque &
  WheelSpeed;

/** All fields that reducers can add to a value, depending on the device. */
export type Derived = { [Field in keyof Everything]?: Everything[Field] | undefined };
