import { decodeIndoorBikeData } from '@wearwire/ble-parsers';
import { scalar, toDigits, translation } from './translation.js';

const KMH_PER_MPS = 3.6;

/** Indoor Bike Data: power, cadence, speed in m/s, distance. */
export const indoorBike = translation({
  profile: 'gatt',
  id: '2AD2',
  decode: decodeIndoorBikeData,
  readings: ({ powerW, cadenceRpm, speedKmh, totalDistanceM, heartRateBpm }, atMs) => [
    ...scalar('POWER', powerW, atMs),
    ...scalar('BIKE_CADENCE', cadenceRpm, atMs),
    ...scalar(
      'SPEED',
      speedKmh === undefined ? undefined : toDigits(speedKmh / KMH_PER_MPS, 3),
      atMs,
    ),
    ...scalar('DISTANCE', totalDistanceM, atMs),
    // Many machines send 0 when no belt is paired.
    ...scalar('HEART_RATE', heartRateBpm || undefined, atMs),
  ],
});
