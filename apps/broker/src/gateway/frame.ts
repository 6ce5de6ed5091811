/**
 * A client's frame: its JSON bytes, and where its parts lie in them.
 *
 * A gateway has one Frame for all its connections, so that a message costs no object. `read` fills it, it is passed
 * to one handler, and it is valid until that handler returns: a handler MUST copy whatever it needs later.
 */
import type { FrameErrorCode } from '@wearwire/protocol';
import { FrameScanner } from '@wearwire/protocol/server';

const NO_BYTES = new Uint8Array(0);

export class Frame {
  /** The frame as JSON, whatever the encoding of the connection. Belongs to the socket. */
  bytes: Uint8Array = NO_BYTES;
  /** Where `d`, `t` and `n` lie in `bytes`. */
  readonly parts = new FrameScanner();

  /** Makes this the frame in `bytes`. Returns what is wrong with it, if anything. */
  read(bytes: Uint8Array): FrameErrorCode | undefined {
    this.bytes = bytes;
    return this.parts.scan(bytes);
  }

  get op(): number {
    return this.parts.op;
  }

  /** The value of `d`, parsed; `undefined` when the frame has none. For frames that are rare. */
  payload(): unknown {
    const { bytes, parts } = this;
    if (parts.dEnd === 0) return undefined;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    return JSON.parse(text.toString('utf8', parts.dStart, parts.dEnd));
  }
}
