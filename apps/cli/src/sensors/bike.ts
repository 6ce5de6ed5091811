/** The three sensors of a stationary bike. Each sends Indoor Bike Data (0x2AD2) with a single field. */
import { encodeIndoorBikeData, type IndoorBikeDataInput } from '@wearwire/ble-parsers';
import type { BodyState } from '../wearables/body.js';
import type { Packet } from '../wearables/track.js';
import { periodic } from './periodic.js';
import type { Sensor } from './sensor.js';

export const KMH_PER_MPS = 3.6;

export const power = bikeSensor('power', 'power meter (0x2AD2): POWER', ({ powerW }) => ({
  powerW: Math.round(powerW),
}));

export const cadence = bikeSensor('cadence', 'crank (0x2AD2): BIKE_CADENCE', ({ cadenceRpm }) => ({
  cadenceRpm: Math.round(cadenceRpm * 2) / 2,
}));

export const speed = bikeSensor('speed', 'wheel (0x2AD2): SPEED in m/s', ({ speedMps }) => ({
  speedKmh: Math.round(speedMps * KMH_PER_MPS * 100) / 100,
}));

function bikeSensor(
  name: string,
  meaning: string,
  fieldsOf: (state: BodyState) => IndoorBikeDataInput,
): Sensor {
  return {
    name,
    meaning,
    intervalMs: 1_000,
    track: (body, intervalMs) => periodic(body, intervalMs, (state) => bikePacket(fieldsOf(state))),
  };
}

/** A notification of Indoor Bike Data. */
export function bikePacket(fields: IndoorBikeDataInput): Packet {
  return { profile: 'gatt', id: '2AD2', bytes: encodeIndoorBikeData(fields) };
}
