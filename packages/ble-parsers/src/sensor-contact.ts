/** Skin contact as a word: a sensor that cannot tell is not a sensor that touches nothing. */
export type SensorContactStatus = 'not-supported' | 'not-detected' | 'detected';

/** `undefined` is not supported. */
export function contactStatus(sensorContact: boolean | undefined): SensorContactStatus {
  if (sensorContact === undefined) return 'not-supported';
  return sensorContact ? 'detected' : 'not-detected';
}
