/**
 * A client's frame: its JSON bytes and the offsets of its fields.
 *
 * A gateway has one Frame for all its connections, so that a message allocates no object. `read` fills it; it is
 * valid until the handler that it is passed to returns. A handler MUST copy data that it needs later.
 */
import type { FrameErrorCode } from '@wearwire/protocol';
import { FrameScanner } from '@wearwire/protocol/server';

const NO_BYTES = new Uint8Array(0);

export class Frame {
  /** The frame as JSON, whatever the encoding of the connection. Belongs to the socket. */
  bytes: Uint8Array = NO_BYTES;
  /** Offsets of `d`, `t` and `n` in `bytes`. */
  readonly parts = new FrameScanner();

  /** Reads the frame in `bytes`. Returns an error if it is malformed. */
  read(bytes: Uint8Array): FrameErrorCode | undefined {
    this.bytes = bytes;
    return this.parts.scan(bytes);
  }

  get op(): number {
    return this.parts.op;
  }

  /** The parsed value of `d`; `undefined` if the frame has none. For rare frames only. */
  payload(): unknown {
    const { bytes, parts } = this;
    if (parts.dEnd === 0) return undefined;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    return JSON.parse(text.toString('utf8', parts.dStart, parts.dEnd));
  }
}
