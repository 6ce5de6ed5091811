/** An invalid value; the message describes the accepted ones: `must be a whole number from 1 to 9`. */
export class ValueError extends Error {}

/** Throws a `ValueError` that describes the accepted values, unless the value is accepted. */
export function demand(isAccepted: boolean, accepted: string): asserts isAccepted {
  if (!isAccepted) throw new ValueError(`must be ${accepted}`);
}
