/** Splits a byte stream into WebSocket frames (RFC 6455, 5.2). Enforces no rule. */
export interface WireFrame {
  readonly fin: boolean;
  /** The three reserved bits, 0 to 7. */
  readonly rsv: number;
  readonly opcode: number;
  readonly masked: boolean;
  /** Whether the length field has the minimal size (RFC 6455, 5.2). */
  readonly isShortest: boolean;
  /** As received: not unmasked. */
  readonly payload: Buffer;
}

export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** Returns the frames completed by this chunk; keeps the remaining bytes for the next call. */
  read(chunk: Buffer): WireFrame[] {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const frames: WireFrame[] = [];
    for (;;) {
      const extent = extentOf(bytes);
      if (extent === undefined || extent.end > bytes.length) break;
      const first = bytes[0] as number;
      frames.push({
        fin: first >= 0x80,
        rsv: (first >> 4) & 7,
        opcode: first & 0x0f,
        masked: (bytes[1] as number) >= 0x80,
        isShortest: extent.isShortest,
        payload: bytes.subarray(extent.start, extent.end),
      });
      bytes = bytes.subarray(extent.end);
    }
    this.#rest = bytes;
    return frames;
  }
}

/** The bounds of the first frame's payload; `undefined` while its header is incomplete. */
function extentOf(
  bytes: Buffer,
): { readonly start: number; readonly end: number; readonly isShortest: boolean } | undefined {
  const second = bytes[1];
  if (second === undefined) return undefined;
  const short = second & 0x7f;
  const head = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < head) return undefined;
  const long =
    head === 4 ? bytes.readUInt16BE(2) : Number(head === 10 ? bytes.readBigUInt64BE(2) : 0);
  const start = head + (second >= 0x80 ? 4 : 0);
  const length = short < 126 ? short : long;
  const isShortest = head === 2 || length >= (head === 4 ? 126 : 65_536);
  return { start, end: start + length, isShortest };
}
