/**
 * Converts the packets of one sensor into readings of the protocol, in its units, each with the time of
 * measurement. A device session of ble-parsers keeps state between packets, so that counters (0x2A5B) become
 * speed and cadence.
 */
import { createDeviceSession, type DeviceContext, type Reading } from '@wearwire/ble-parsers';

/** A reading with its time of measurement. */
export interface TimedReading {
  readonly type: string;
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** `val` or `d` by convention, without `ts`. */
  readonly reading: Readonly<Record<string, unknown>>;
}

/** Sample rates of our virtual Polar straps, in Hz; frames do not carry them. */
export const POLAR_RATES_HZ = { ECG: 130, ACC: 25 } as const;

/** Packets do not carry the wheel size. This is a 700 × 25C wheel. */
const WHEEL_CIRCUMFERENCE_M = 2.105;

/** Types that the device session computes from several minutes of readings. Omitted, because no sensor sends them. */
const SUMMARIES: ReadonlySet<string> = new Set(['HRV']);

/**
 * Returns a decoder to be called with the sensor's packets in order; it returns `undefined` for an undecodable packet.
 */
export function deviceReadings(
  profile: string,
  id: string,
): (bytes: Uint8Array, receivedAtMs: number) => readonly TimedReading[] | undefined {
  const session = createDeviceSession({ profile, ...contextOf(profile, id) });
  return (bytes, receivedAtMs) => {
    const result = session.next(id, bytes, receivedAtMs);
    if (!result.ok) return undefined;
    const readings = result.value.readings.filter(({ type }) => !SUMMARIES.has(type));
    return timed(readings, receivedAtMs);
  };
}

function contextOf(profile: string, id: string): DeviceContext {
  const stream = id.split('/')[0] as string;
  const sampleRateHz = Object.hasOwn(POLAR_RATES_HZ, stream)
    ? POLAR_RATES_HZ[stream as keyof typeof POLAR_RATES_HZ]
    : undefined;
  return {
    wheelCircumferenceM: WHEEL_CIRCUMFERENCE_M,
    ...(profile === 'polar-pmd' && sampleRateHz !== undefined && { sampleRateHz }),
  };
}

/**
 * Uses the time of measurement if the session knows it. Otherwise spaces samples by the device's clock; the last one
 * was measured when the packet was received.
 */
function timed(readings: readonly Reading[], receivedAtMs: number): TimedReading[] {
  const lastMs = Math.max(...readings.map(({ deviceTimeMs }) => deviceTimeMs ?? -Infinity));
  return readings.map(({ type, deviceTimeMs, measuredAtMs, ...value }) => {
    const agoMs = deviceTimeMs === undefined ? 0 : lastMs - deviceTimeMs;
    const reading =
      'val' in value
        ? { val: withoutBinaryNoise(value.val) }
        : { d: value.d.map(withoutBinaryNoise) };
    return { type, atMs: Math.round(measuredAtMs ?? receivedAtMs - agoMs), reading };
  });
}

/** Rounds to six decimals, to remove binary noise: 8.333333333333334 becomes 8.333333. */
export function withoutBinaryNoise(value: number): number {
  return Number(value.toFixed(6));
}
