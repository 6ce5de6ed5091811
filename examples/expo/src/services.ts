/** The services that this app looks for, and what profileOf says of them. */
import { type ProfileStep, profileOf } from '@wearwire/ble-parsers';

export const SERVICES = ['180D', '1816', '1818', '1814', '1826'];

/** Bluetooth libraries compare UUIDs in full. */
export function fullUuid(id: string): string {
  return id.length === 4 ? `0000${id}-0000-1000-8000-00805f9b34fb`.toLowerCase() : id.toLowerCase();
}

/** What to do with the characteristics of a service, by full UUID and in this order. */
export function stepsOf(serviceUuid: string): ProfileStep[] {
  return profileOf(serviceUuid).flatMap(({ steps }) =>
    steps.map((step) => ({ ...step, id: fullUuid(step.id) })),
  );
}
