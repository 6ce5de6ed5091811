/**
 * What the packets of one sensor mean on the wire: bytes -> ble-parsers -> readings of the protocol, in its
 * units, each with the time at which it was measured. The device session behind it remembers what it needs
 * between two packets, so that counters (0x2A5B) become speed and cadence.
 */
import { createDeviceSession, type DeviceContext, type Reading } from '@wearwire/ble-parsers';

/** A reading and when it was measured. */
export interface TimedReading {
  readonly type: string;
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** `val` or `d` by convention, without `ts`. */
  readonly reading: Readonly<Record<string, unknown>>;
}

/** Sample rates that Polar's straps are set to here, in Hz; frames do not carry them. */
export const POLAR_RATES_HZ = { ECG: 130, ACC: 25 } as const;

/** What a sensor's packets do not say, and what stands for it where nobody says it: a 700 × 25C wheel. */
const WHEEL_CIRCUMFERENCE_M = 2.105;

/** Derived over minutes and new with each packet: a stream of them is not what a sensor sends. */
const SUMMARIES: ReadonlySet<string> = new Set(['HRV']);

/** Returns what reads the sensor's packets, in order; `undefined` for one that cannot be read. */
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

/** A device's clock tells how far apart its samples are; the last one came in now. */
function timed(readings: readonly Reading[], receivedAtMs: number): TimedReading[] {
  const lastMs = Math.max(...readings.map(({ deviceTimeMs }) => deviceTimeMs ?? -Infinity));
  return readings.map(({ type, deviceTimeMs, measuredAtMs, ...value }) => {
    const agoMs = deviceTimeMs === undefined ? 0 : lastMs - deviceTimeMs;
    const reading = 'val' in value ? { val: rounded(value.val) } : { d: value.d.map(rounded) };
    return { type, atMs: Math.round(measuredAtMs ?? receivedAtMs - agoMs), reading };
  });
}

/** Without the noise of binary fractions: 8.333333333333334 becomes 8.333333. */
export function rounded(value: number): number {
  return Number(value.toFixed(6));
}
