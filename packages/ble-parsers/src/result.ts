/**
 * The result of every decoder of this package: the decoded value, or an error as a value. Decoders never
 * throw, whatever the input is, because an exception in a notification handler is hard to catch.
 */

/** Why a payload could not be decoded. */
export const DecodeErrorCode = {
  /** The argument is not a `DataView`, `ArrayBuffer` or `Uint8Array`, or its buffer is detached. */
  NotBytes: 'not-bytes',
  /** The payload ends within its mandatory fields. */
  TooShort: 'too-short',
  /** A value of fixed length is followed by more bytes. */
  TooLong: 'too-long',
  /** No decoder is registered under this profile and id, or the frame type is unknown. */
  UnknownId: 'unknown-id',
  /** A field contains a reserved code or contradicts another field. */
  InvalidValue: 'invalid-value',
  /** The checksum or CRC in the payload does not match its bytes. */
  ChecksumMismatch: 'checksum-mismatch',
} as const;
export type DecodeErrorCode = (typeof DecodeErrorCode)[keyof typeof DecodeErrorCode];

/** A payload that could not be decoded. */
export interface DecodeError {
  readonly code: DecodeErrorCode;
  /** Where decoding stopped, in bytes from the start of the payload. */
  readonly offset: number;
  /**
   * The length in bytes that the payload must have: at least (`too-short`) or exactly (`too-long`); 0 for other errors.
   */
  readonly needed: number;
  /** For `unknown-id` from `decode`: the most similar known profile and id, such as `gatt 2A37`. */
  readonly suggestion?: string;
}

/** The outcome of every decoder. */
export type DecodeResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: DecodeError };

/** Creates an error result. */
export function failure(code: DecodeErrorCode, offset = 0, needed = 0): DecodeResult<never> {
  return { ok: false, error: { code, offset, needed } };
}
