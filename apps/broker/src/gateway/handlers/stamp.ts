/** The setting `stampMissingTs`: server time as the first key of a `d` that has no `ts`. */
import type { FrameScanner } from '@wearwire/protocol/server';
import { payloadOf } from './payload.js';

/** The SUBMIT as it came, or a copy with the time in it, and the scan moved to the copy. */
export function stampMissingTs(bytes: Uint8Array, scan: FrameScanner): Uint8Array {
  const d = payloadOf(bytes, scan) as object;
  if (Object.hasOwn(d, 'ts')) return bytes;
  const comma = Object.keys(d).length > 0 ? ',' : '';
  const stamp = Buffer.from(`"ts":"${new Date().toISOString()}"${comma}`);
  const at = scan.dStart + 1;
  const stamped = Buffer.concat([bytes.subarray(0, at), stamp, bytes.subarray(at)]);
  scan.scan(stamped);
  return stamped;
}
