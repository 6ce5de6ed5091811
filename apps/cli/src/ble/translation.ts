/**
 * What a sensor's payload means on the wire: bytes -> ble-parsers -> readings of the protocol, in the
 * protocol's units. One row a characteristic, one file a row or a few; nothing here is remembered between
 * two packets, so values that are differences (0x2A5B) have no row.
 */
import type { DecodeResult } from '@wearwire/ble-parsers';

/** A reading and when it was measured. */
export interface TimedReading {
  readonly type: string;
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** `val` or `d` by convention, without `ts`. */
  readonly reading: Readonly<Record<string, unknown>>;
}

export interface Translation {
  readonly profile: string;
  /** As ble-parsers writes it: `2A37`. */
  readonly id: string;
  /** The readings of one payload that came in at `atMs`, oldest first; `undefined` when it cannot be decoded. */
  translate(bytes: Uint8Array, atMs: number): readonly TimedReading[] | undefined;
}

/** A row of the table: how it is decoded, and what is made of it. */
export function translation<T>(row: {
  readonly profile: string;
  readonly id: string;
  readonly decode: (bytes: Uint8Array) => DecodeResult<T>;
  readonly readings: (value: T, atMs: number) => readonly TimedReading[];
}): Translation {
  return {
    profile: row.profile,
    id: row.id,
    translate: (bytes, atMs) => {
      const decoded = row.decode(bytes);
      return decoded.ok ? row.readings(decoded.value, atMs) : undefined;
    },
  };
}

/** A number with its type, or nothing where the sensor had none. */
export function scalar(type: string, val: number | undefined, atMs: number): TimedReading[] {
  return val === undefined ? [] : [{ type, atMs, reading: { val } }];
}

/** Without the noise of binary fractions: 8.33333333 becomes 8.333. */
export function toDigits(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
