/** Stream numbers of the PMD service, also the first byte (bits 0-5) of a data frame. */
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
