/** The setting `stampMissingTs`: adds the server's time as the first key of a `d` without `ts`. */
import { BATCH_EVENTS_MAX } from '@wearwire/protocol';
import type { Frame } from './frame.js';

/** If `d` is an object without `ts`, replaces the frame with a copy that has the time. */
export function stampMissingTs(frame: Frame): void {
  const stamp = stampOf(frame);
  if (stamp === undefined) return;
  const { bytes, parts } = frame;
  const at = parts.dStart + 1;
  frame.read(Buffer.concat([bytes.subarray(0, at), stamp, bytes.subarray(at)]));
}

/** Replaces a SUBMIT_BATCH of `count` readings with a copy in which each reading has a `ts`. */
export function stampMissingTsOfBatch(frame: Frame, count: number): void {
  const { bytes, parts } = frame;
  const pieces: Uint8Array[] = [];
  let end = 0;
  for (let i = 0; i < count; i++) {
    parts.selectItem(i);
    const stamp = stampOf(frame);
    if (stamp === undefined) continue;
    pieces.push(bytes.subarray(end, parts.dStart + 1), stamp);
    end = parts.dStart + 1;
  }
  frame.read(Buffer.concat([...pieces, bytes.subarray(end)]));
  // Finds the readings in the copy, for `selectItem`.
  parts.countItems(frame.bytes, BATCH_EVENTS_MAX);
}

/** The bytes to insert after the opening brace of `d`; `undefined`: it has a `ts`. */
function stampOf(frame: Frame): Buffer | undefined {
  const d = frame.payload() as object;
  if (Object.hasOwn(d, 'ts')) return undefined;
  const comma = Object.keys(d).length > 0 ? ',' : '';
  return Buffer.from(`"ts":"${new Date().toISOString()}"${comma}`);
}
