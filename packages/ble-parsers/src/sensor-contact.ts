/** Skin contact. A sensor that cannot detect contact is `not-supported`, not `not-detected`. */
export type SensorContactStatus = 'not-supported' | 'not-detected' | 'detected';

/** Returns `not-supported` for `undefined`. */
export function contactStatus(sensorContact: boolean | undefined): SensorContactStatus {
  if (sensorContact === undefined) return 'not-supported';
  return sensorContact ? 'detected' : 'not-detected';
}
