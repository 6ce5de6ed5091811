import type { DecodeContext } from '../context.js';
import type { CrankOptions } from '../derive/crank-cadence.js';
import type { HrvOptions } from '../derive/hrv.js';
import type { PmdTimeOptions } from '../derive/pmd-sample-times.js';
import type { TorqueOptions } from '../derive/torque-power.js';
import type { WheelOptions } from '../derive/wheel-speed.js';

/** Options of a device decoder: those of its decoder and its reducers. */
export interface DeviceContext
  extends DecodeContext,
    CrankOptions,
    HrvOptions,
    PmdTimeOptions,
    TorqueOptions,
    WheelOptions {
  /**
   * Hz of a crank torque frequency meter (ANT+ 11) without load, used until its calibration page is received.
   */
  readonly ctfOffsetHz?: number | undefined;
}
