/** Stream numbers of the PMD service, also the lower six bits of the first byte of a data frame. */
export const PmdStream = {
  ECG: 0,
  PPG: 1,
  ACC: 2,
  PPI: 3,
  GYRO: 5,
  MAG: 6,
  SKIN_TEMP: 7,
  SDK_MODE: 9,
  LOCATION: 10,
  PRESSURE: 11,
  TEMPERATURE: 12,
  OFFLINE_REC: 13,
  OFFLINE_HR: 14,
} as const;
/** The name of a PMD stream. */
export type PmdStreamName = keyof typeof PmdStream;
export type PmdStream = (typeof PmdStream)[keyof typeof PmdStream];

/** The bits of a stream number; the upper two bits of the byte distinguish live from recorded. */
export const STREAM_MASK = 0x3f;

/**
 * Returns the name of the stream in a byte; `undefined` for an unknown stream, and for NaN, the result of a read
 * without bytes.
 */
export function pmdStreamName(byte: number): PmdStreamName | undefined {
  const names = Object.keys(PmdStream) as PmdStreamName[];
  return names.find((name) => PmdStream[name] === (byte & STREAM_MASK) && byte >= 0);
}
