/**
 * What every decoder of this package returns: the value, or an error that is itself a value.
 * Nothing here throws and no decoder throws, whatever it is given: a notification handler is the
 * worst place for an exception.
 */

/** Why a payload could not be decoded. */
export const DecodeErrorCode = {
  /** The argument is no `DataView`, `ArrayBuffer` or `Uint8Array`, or its buffer is detached. */
  NotBytes: 'not-bytes',
  /** The payload ends before the fields that it must have. */
  TooShort: 'too-short',
  /** A value of fixed length is followed by more bytes. */
  TooLong: 'too-long',
  /** No decoder is registered under this profile and id, or the frame type is not known. */
  UnknownId: 'unknown-id',
  /** A field holds a code that its specification reserves, or contradicts another field. */
  InvalidValue: 'invalid-value',
  /** The checksum or CRC in the payload is not that of its bytes. */
  ChecksumMismatch: 'checksum-mismatch',
} as const;
export type DecodeErrorCode = (typeof DecodeErrorCode)[keyof typeof DecodeErrorCode];

/** A payload that could not be decoded. */
export interface DecodeError {
  readonly code: DecodeErrorCode;
  /** Where decoding stopped, in bytes from the start of the payload. */
  readonly offset: number;
  /** The least length in bytes that the payload would need; 0 where length is not the matter. */
  readonly needed: number;
  /** Of an `unknown-id` from `decode`: the nearest profile and id that are known, such as `gatt 2A37`. */
  readonly suggestion?: string;
}

/** The outcome of every decoder. */
export type DecodeResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: DecodeError };

/** An error as a value. */
export function failure(code: DecodeErrorCode, offset = 0, needed = 0): DecodeResult<never> {
  return { ok: false, error: { code, offset, needed } };
}
