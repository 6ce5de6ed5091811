import type { BytesInput } from '../reader.js';

/** Returns a copy of the bytes; `undefined` if there are none or the argument is not bytes. */
export function copyOf(bytes: BytesInput): Uint8Array | undefined {
  try {
    const view = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes;
    const copy = new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
    return copy.length > 0 ? copy : undefined;
  } catch {
    return undefined;
  }
}
