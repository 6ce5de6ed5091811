/** Looks up the name and the readings of a sensor by its ANT+ device type. */
import type { ReadingType } from '../readings/types.js';
import type { ServiceProfile } from './profile-of.js';

/** Names and reading types by device type. Readings of common pages, which any device may send, are not listed. */
const PROFILES: Readonly<Record<number, readonly [name: string, ...gives: ReadingType[]]>> = {
  11: ['Bicycle power', 'POWER', 'BIKE_CADENCE', 'SPEED', 'DISTANCE'],
  17: ['Fitness equipment', 'POWER', 'BIKE_CADENCE', 'SPEED', 'DISTANCE', 'HEART_RATE', 'CALORIES'],
  20: ['Light electric vehicle', 'SPEED', 'DISTANCE', 'BATTERY'],
  25: ['Environment', 'TEMPERATURE'],
  31: ['Muscle oxygen', 'MUSCLE_OXYGEN', 'TOTAL_HEMOGLOBIN'],
  34: ['Shifting'],
  119: ['Weight scale', 'WEIGHT', 'BODY_FAT'],
  120: ['Heart rate', 'HEART_RATE', 'RR_INTERVAL'],
  121: ['Speed and cadence', 'SPEED', 'DISTANCE', 'BIKE_CADENCE'],
  122: ['Cadence', 'BIKE_CADENCE'],
  123: ['Speed', 'SPEED', 'DISTANCE'],
  124: ['Stride', 'SPEED', 'DISTANCE', 'STEPS', 'STEPS_CADENCE', 'CALORIES'],
  127: ['Core temperature', 'CORE_TEMPERATURE', 'SKIN_TEMPERATURE', 'HEAT_STRAIN_INDEX'],
};

/**
 * Returns the profile of an ANT+ device type, as in the channel id without the pairing bit; `undefined` if
 * the type is unknown. To decode the device's pages, open a device session with its `profile` and `service`.
 */
export function antProfileOf(deviceType: number): ServiceProfile | undefined {
  const known = Object.hasOwn(PROFILES, deviceType) ? PROFILES[deviceType] : undefined;
  if (known === undefined) return undefined;
  const [name, ...gives] = known;
  const service = String(deviceType);
  const steps = [{ id: service, action: 'read', gives }] as const;
  return { service, name, transport: 'ant', profile: 'ant', steps };
}
