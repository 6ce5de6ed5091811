/** A value that is not accepted; the message says what is: `must be a whole number from 1 to 9`. */
export class ValueError extends Error {}

/** Throws a `ValueError` that names what is accepted, unless the value is. */
export function demand(isAccepted: boolean, accepted: string): asserts isAccepted {
  if (!isAccepted) throw new ValueError(`must be ${accepted}`);
}
