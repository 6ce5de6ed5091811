/**
 * Types for the parts of `ws` that the adapter uses: the receiver, which parses a client's bytes into messages (RFC
 * 6455). Outgoing frames are encoded by the adapter.
 */
import type { Writable } from 'node:stream';
import * as ws from 'ws';

/** Inflates a message for the receiver. `done` must not be called within `decompress`. */
export interface Decompressor {
  decompress(
    data: Buffer,
    isLast: boolean,
    done: (error: Error | null, payload?: Buffer) => void,
  ): void;
}

export interface ReceiverOptions {
  readonly isServer: true;
  readonly allowSynchronousEvents: true;
  readonly extensions: { readonly 'permessage-deflate'?: Decompressor };
  /** A longer message, all fragments together, is an error before it is read. */
  readonly maxPayload: number;
  readonly maxFragments: number;
  readonly maxBufferedChunks: number;
  readonly skipUTF8Validation: false;
}

/** Events: `message(bytes, isBinary)`, `ping(bytes)`, `pong(bytes)`, `conclude(code, reason)`, `error`. */
export type Receiver = Writable;

/** Exported by the library but missing from its types. */
const { Receiver: ReceiverClass } = ws as unknown as {
  readonly Receiver: new (options: ReceiverOptions) => Receiver;
};

export function createReceiver(options: ReceiverOptions): Receiver {
  return new ReceiverClass(options);
}

/** The close code for an error of the receiver (RFC 6455, 7.4.1). */
export function closeCodeOf(error: NodeJS.ErrnoException): number {
  switch (error.code) {
    case 'WS_ERR_INVALID_UTF8':
      return 1007;
    case 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH':
    case 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH':
    case 'ERR_BUFFER_TOO_LARGE':
      return 1009;
    case 'WS_ERR_TOO_MANY_BUFFERED_PARTS':
      return 1008;
    default:
      return error.code?.startsWith('Z_') ? 1007 : 1002;
  }
}
