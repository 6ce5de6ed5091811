/** Pages 1 to 3 of the old profiles (heart rate, cadence, speed): bytes 1-3 describe the device. */

/** Fields of pages 1 to 3; those of other pages are absent. */
export interface AntBackground {
  /** Page 1: s since the battery was changed, in steps of 2. */
  operatingTimeS?: number | undefined;
  /** Page 2. */
  manufacturerId?: number | undefined;
  /** Page 2: upper 16 bits of the serial number; the lower are the device number. */
  serialNumberUpper?: number | undefined;
  /** Page 3. */
  hwVersion?: number | undefined;
  /** Page 3. */
  swVersionCode?: number | undefined;
  /** Page 3. */
  modelNumber?: number | undefined;
}

/** Returns the fields of `page` from its byte 1 and the word in bytes 2 and 3. */
export function antBackground(
  page: number,
  byte1: number,
  word: number,
): AntBackground | undefined {
  if (page === 1) return { operatingTimeS: (byte1 | (word << 8)) * 2 };
  if (page === 2) return { manufacturerId: byte1, serialNumberUpper: word };
  if (page === 3) return { hwVersion: byte1, swVersionCode: word & 0xff, modelNumber: word >> 8 };
  return undefined;
}
