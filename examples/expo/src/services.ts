/** The services that this app scans for, and their profiles. */
import { type ProfileStep, profileOf } from '@wearwire/ble-parsers';

export const SERVICES = ['180D', '1816', '1818', '1814', '1826'];

/** Expands a 16-bit UUID, because Bluetooth libraries compare full UUIDs. */
export function fullUuid(id: string): string {
  return id.length === 4 ? `0000${id}-0000-1000-8000-00805f9b34fb`.toLowerCase() : id.toLowerCase();
}

/** Returns the steps of a service's profile, in order, with full UUIDs. */
export function stepsOf(serviceUuid: string): ProfileStep[] {
  return profileOf(serviceUuid).flatMap(({ steps }) =>
    steps.map((step) => ({ ...step, id: fullUuid(step.id) })),
  );
}
