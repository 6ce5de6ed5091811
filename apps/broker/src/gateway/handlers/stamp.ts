/** The setting `stampMissingTs`: server time as the first key of a `d` that has no `ts`. */
import type { Frame } from '../frame.js';

/** Makes the frame a copy with the time in it, where its `d`, an object, has no `ts`. */
export function stampMissingTs(frame: Frame): void {
  const d = frame.payload() as object;
  if (Object.hasOwn(d, 'ts')) return;
  const comma = Object.keys(d).length > 0 ? ',' : '';
  const stamp = Buffer.from(`"ts":"${new Date().toISOString()}"${comma}`);
  const { bytes, parts } = frame;
  const at = parts.dStart + 1;
  frame.read(Buffer.concat([bytes.subarray(0, at), stamp, bytes.subarray(at)]));
}
