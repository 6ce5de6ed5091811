/**
 * The payload that every target carries: a reading as the protocol's `d`, about 79 bytes, with the number of
 * the producer, the number of the event and its scheduled time as digits of fixed width at a fixed offset. It
 * can be patched in place and read without a parser. The digits are a string, so they survive servers that
 * parse and reprint JSON.
 *
 * `{"ts":"2026-01-01T00:00:00.000Z","val":83,"n":"PPPPPPNNNNNNNNNTTTTTTTTTTTTTTT"}`
 */

export const PAYLOAD_KINDS = {
  'heart-rate': { type: 'HEART_RATE', value: '"val":83' },
  acceleration: { type: 'ACCELERATION', value: '"d":[0.0383,-0.2011,9.7921]' },
  ecg: { type: 'ECG', value: '"d":[0.071,0.083,0.112,0.164]' },
} as const;
export type PayloadKind = keyof typeof PAYLOAD_KINDS;

const PRODUCER_DIGITS = 6;
const NUMBER_DIGITS = 9;
const TIME_DIGITS = 15;
const DIGITS = PRODUCER_DIGITS + NUMBER_DIGITS + TIME_DIGITS;
/** The text after the digits: `"}`. */
const TAIL_LENGTH = 2;

export const PRODUCERS_MAX = 10 ** PRODUCER_DIGITS;

const ZERO = 48;
/** The time has more digits than a 32-bit integer, so it is written and read in two parts. */
const LOW_DIGITS = 7;
const LOW = 10 ** LOW_DIGITS;

/** The payload of a producer's events, with number and time 0. */
export function payloadOf(producer: number, kind: PayloadKind): Buffer {
  const digits = String(producer).padStart(PRODUCER_DIGITS, '0').padEnd(DIGITS, '0');
  const { value } = PAYLOAD_KINDS[kind];
  return Buffer.from(`{"ts":"2026-01-01T00:00:00.000Z",${value},"n":"${digits}"}`);
}

/** Returns the event type of a payload. */
export function typeOf(payload: Buffer): string {
  const kinds: readonly { type: string; value: string }[] = Object.values(PAYLOAD_KINDS);
  const kind = kinds.find(({ value }) => payload.includes(value));
  if (kind === undefined) throw new Error('the payload is of an unknown kind');
  return kind.type;
}

/** Hot path. `at`: offset of the payload; `length`: its bytes; `timeUs`: an integer. */
export function patchPayload(
  bytes: Buffer,
  at: number,
  length: number,
  number: number,
  timeUs: number,
): void {
  const end = at + length - TAIL_LENGTH;
  const timeHigh = Math.floor(timeUs / LOW);
  writeDigits(bytes, end, LOW_DIGITS, (timeUs - timeHigh * LOW) | 0);
  writeDigits(bytes, end - LOW_DIGITS, TIME_DIGITS - LOW_DIGITS, timeHigh | 0);
  writeDigits(bytes, end - TIME_DIGITS, NUMBER_DIGITS, number | 0);
}

/** The fields of a payload; each `readPayload` overwrites them, so that reading allocates nothing. */
export class PayloadFields {
  producer = 0;
  number = 0;
  timeUs = 0;
}

/**
 * Hot path. Fills `fields`; `false` when the bytes at the digits' offset are not digits. `isIntact` checks the
 * other bytes.
 */
export function readPayload(
  bytes: Buffer,
  at: number,
  length: number,
  fields: PayloadFields,
): boolean {
  const end = at + length - TAIL_LENGTH;
  const start = end - DIGITS;
  if (start < at || end > bytes.length) return false;
  const producer = readDigits(bytes, start, PRODUCER_DIGITS);
  const number = readDigits(bytes, start + PRODUCER_DIGITS, NUMBER_DIGITS);
  const timeHigh = readDigits(bytes, end - TIME_DIGITS, TIME_DIGITS - LOW_DIGITS);
  const timeLow = readDigits(bytes, end - LOW_DIGITS, LOW_DIGITS);
  if (producer < 0 || number < 0 || timeHigh < 0 || timeLow < 0) return false;
  fields.producer = producer;
  fields.number = number;
  fields.timeUs = timeHigh * LOW + timeLow;
  return true;
}

/** Hot path. Whether all bytes except the digits equal those sent. */
export function isIntact(bytes: Buffer, at: number, length: number, sent: Buffer): boolean {
  if (length !== sent.length) return false;
  const digitsAt = length - TAIL_LENGTH - DIGITS;
  for (let i = 0; i < digitsAt; i++) if (bytes[at + i] !== sent[i]) return false;
  for (let i = length - TAIL_LENGTH; i < length; i++) if (bytes[at + i] !== sent[i]) return false;
  return true;
}

function writeDigits(bytes: Buffer, end: number, count: number, value: number): void {
  let rest = value;
  for (let at = end - 1; at >= end - count; at--) {
    const quotient = (rest / 10) | 0;
    bytes[at] = ZERO + rest - quotient * 10;
    rest = quotient;
  }
}

/** Reads at most 9 digits; -1 when a byte is not a digit. */
function readDigits(bytes: Buffer, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = (bytes[i] as number) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
