/** Reads the `d` of a frame that is rare enough to be parsed into objects. */
import type { FrameScanner } from '@wearwire/protocol/server';

/** `undefined` when the frame has none. The scan says that it is JSON. */
export function payloadOf(bytes: Uint8Array, scan: FrameScanner): unknown {
  if (scan.dEnd === 0) return undefined;
  return JSON.parse(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(
      'utf8',
      scan.dStart,
      scan.dEnd,
    ),
  );
}
