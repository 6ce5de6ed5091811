import { decodeAntHeartRate, decodeHeartRateMeasurement } from '@wearwire/ble-parsers';
import { scalar, type TimedReading, toDigits, translation } from './translation.js';

/** Heart Rate Measurement: the rate, and each RR interval at the time at which it ended. */
export const heartRate = translation({
  profile: 'gatt',
  id: '2A37',
  decode: decodeHeartRateMeasurement,
  readings: ({ heartRateBpm, rrIntervalsMs }, atMs) => [
    ...scalar('HEART_RATE', heartRateBpm, atMs),
    ...rrReadings(rrIntervalsMs, atMs),
  ],
});

/** ANT+ heart rate: the computed rate, on every page. */
export const antHeartRate = translation({
  profile: 'ant',
  id: '120',
  decode: decodeAntHeartRate,
  readings: ({ heartRateBpm }, atMs) => scalar('HEART_RATE', heartRateBpm, atMs),
});

/** The last interval ended now, each earlier one before the next began. */
function rrReadings(intervalsMs: readonly number[], atMs: number): TimedReading[] {
  let endMs = atMs;
  const newestFirst = intervalsMs.toReversed().map((interval) => {
    const reading = { val: toDigits(interval, 1) };
    const timed = { type: 'RR_INTERVAL', atMs: Math.round(endMs), reading };
    endMs -= interval;
    return timed;
  });
  return newestFirst.toReversed();
}
