/** The callbacks of a hub. An exception in a callback does not interrupt the reception of a sensor. */
import type { Reading } from '@wearwire/ble-parsers';
import { messageOf } from '../errors.js';
import type { Sensor, WatchedPacket } from './sensor.js';

/** Callbacks of a hub. An exception in a callback is reported as a notice. */
export interface SensorHubEvents {
  readings?(sensor: Sensor, readings: readonly Reading[], atMs: number): void;
  packet?(packet: WatchedPacket): void;
  changed?(sensor: Sensor): void;
  presence?(sensor: Sensor, isConnected: boolean): void;
  /** The sensor was removed. */
  forgotten?(sensor: Sensor): void;
  notice?(message: string): void;
}

/** Wraps the callbacks so that none throws. */
export function guardedEvents(events: SensorHubEvents): Required<SensorHubEvents> {
  const notice = (message: string) => {
    try {
      events.notice?.(message);
    } catch {
      // The error cannot be reported.
    }
  };
  const guard = (name: keyof SensorHubEvents, call: () => void) => {
    try {
      call();
    } catch (error) {
      notice(`the callback "${name}" threw: ${messageOf(error)}`);
    }
  };
  return {
    readings: (...args) => guard('readings', () => events.readings?.(...args)),
    packet: (...args) => guard('packet', () => events.packet?.(...args)),
    changed: (...args) => guard('changed', () => events.changed?.(...args)),
    presence: (...args) => guard('presence', () => events.presence?.(...args)),
    forgotten: (...args) => guard('forgotten', () => events.forgotten?.(...args)),
    notice,
  };
}
