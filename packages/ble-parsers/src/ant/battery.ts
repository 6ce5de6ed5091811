/** The battery bytes that several ANT+ pages share (120/7, 122/4, 123/4, common 82). */
import { bits } from '../bits.js';

const STATUSES = [undefined, 'new', 'good', 'ok', 'low', 'critical'] as const;

/** Battery status as reported by the sensor. ANT+ common page 82. */
export type AntBatteryStatus = NonNullable<(typeof STATUSES)[number]>;

/**
 * Returns voltage and status. `fraction` is in 1/256 V. `descriptive` has the whole volts in bits 0-3 (15 = not
 * available) and the status in bits 4-6 (1 new, 2 good, 3 ok, 4 low, 5 critical, others not available).
 */
export function antBattery(fraction: number, descriptive: number) {
  const volts = bits(descriptive, 0, 4);
  return {
    batteryVoltageV: volts === 0x0f ? undefined : volts + fraction / 256,
    batteryStatus: STATUSES[bits(descriptive, 4, 3)] as AntBatteryStatus | undefined,
  };
}
