/** The callbacks of a hub. An exception in a callback does not interrupt the reception of a sensor. */
import type { Reading } from '@wearwire/ble-parsers';
import { messageOf } from '../errors.js';
import type { Sensor, WatchedPacket } from './sensor.js';

/** Callbacks of a hub. An exception in a callback is reported as a notice. */
export interface SensorHubEvents {
  /** The readings of one packet, in the order of the packets. */
  readings?(sensor: Sensor, readings: readonly Reading[], atMs: number): void;
  /** A packet was received, whether or not it could be decoded. */
  packet?(packet: WatchedPacket): void;
  /** A property in the row of the sensor has changed. */
  changed?(sensor: Sensor): void;
  /**
   * The sensor was connected or disconnected. If a new map moves a connected sensor to another user: called with `false`
   * for the old user, then with `true` for the new one.
   */
  presence?(sensor: Sensor, isConnected: boolean): void;
  /** The sensor was removed from the hub. */
  removed?(sensor: Sensor): void;
  /** A message to show to the operator. */
  notice?(message: string): void;
}

/** Wraps the callbacks so that none throws. */
export function guardedEvents(events: SensorHubEvents): Required<SensorHubEvents> {
  const notice = (message: string) => {
    try {
      events.notice?.(message);
    } catch {
      // This callback is the only one that could report its own error.
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
    removed: (...args) => guard('removed', () => events.removed?.(...args)),
    notice,
  };
}
