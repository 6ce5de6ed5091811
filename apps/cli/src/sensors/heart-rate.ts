import { encodeHeartRateMeasurement } from '@wearwire/ble-parsers';
import { periodic } from './periodic.js';
import type { Sensor } from './sensor.js';

export const heartRate: Sensor = {
  name: 'hr',
  meaning: 'heart rate strap (0x2A37): HEART_RATE',
  intervalMs: 1_000,
  track: (body, intervalMs) =>
    periodic(body, intervalMs, ({ heartRateBpm }) => ({
      profile: 'gatt',
      id: '2A37',
      bytes: encodeHeartRateMeasurement({
        heartRateBpm: Math.round(heartRateBpm),
        sensorContact: true,
      }),
    })),
};
