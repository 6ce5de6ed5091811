/**
 * The data types of a case of the WebSocket suite: the steps to perform and the outcome that RFC 6455 or
 * RFC 7692 requires. Messages are encoded by a dialect, so that the same cases suit any server that answers
 * messages.
 */

/** Bytes of a payload; a string is encoded as UTF-8. */
export type Bytes = string | Uint8Array;

/** How a frame differs from a valid, minimal one. */
export interface FrameChange {
  readonly rsv?: number;
  readonly masked?: false;
  readonly maskKey?: Uint8Array;
  readonly lengthBytes?: 2 | 8;
  readonly declaredLength?: bigint;
}

/** The content of a message; each part becomes one frame. */
export type Content =
  /** A message of exactly `size` bytes, split into fragments of the sizes in `cuts` and the rest. */
  | { readonly size: number; readonly cuts?: readonly number[] }
  /** A message that contains these bytes. */
  | { readonly carried: readonly Bytes[] }
  /** Exactly these bytes as payload. */
  | { readonly raw: readonly Bytes[] };

/** Sends one frame with this payload. */
export interface FrameStep extends FrameChange {
  readonly send: 'frame';
  readonly opcode: number;
  readonly payload: Bytes;
  readonly fin?: false;
  /** RFC 6455 or RFC 7692 forbids the frame: the server must fail the connection here. */
  readonly isBad?: true;
}

/** Sends a message with one frame for each part of its content. */
export interface MessageStep extends FrameChange {
  readonly send: 'message';
  readonly opcode: number;
  readonly content: Content;
  /** Steps performed between every two consecutive frames of the message. */
  readonly between?: readonly Step[];
  readonly isBad?: true;
  /** Compresses the message (RFC 7692, 7.2.1). */
  readonly deflate?: DeflateChange;
}

/** How a message is compressed. */
export interface DeflateChange {
  readonly level?: number;
  /** Sliding window of the compressor, 9 to 15 bits. */
  readonly windowBits?: number;
  /** Uses the sliding window of earlier messages. */
  readonly contextTakeover?: true;
  /** Ends with a block that has BFINAL set. */
  readonly isFinal?: true;
  /** A strategy of zlib, such as `Z_FIXED` or `Z_HUFFMAN_ONLY`. */
  readonly strategy?: number;
  /** Splits the compressed bytes into fragments of these sizes and the rest. */
  readonly cuts?: readonly number[];
  /** Starts a new block after this many bytes of input. */
  readonly blockBytes?: number;
}

/** One step of a case. */
export type Step =
  | FrameStep
  | MessageStep
  /** Sends bytes without a frame. */
  | { readonly send: 'bytes'; readonly bytes: Uint8Array; readonly isBad?: true }
  /** Sends a ping and waits for its pong or for the end of the connection. */
  | { readonly send: 'fence' }
  /** Waits for `quietMs` or for the end of the connection. */
  | { readonly send: 'pause' }
  /** Ends the client's direction of the TCP connection. */
  | { readonly send: 'tcp-end' };

/** The required outcome. Expected answers and pongs are derived from the steps. */
export type Outcome =
  | { readonly is: 'open' }
  /** The server fails the connection with one of these close codes (RFC 6455, 7.1.7). */
  | {
      readonly is: 'failed';
      readonly codes: readonly number[];
      /** Recommended: the server fails the connection as soon as invalid bytes arrive, not at the end of the message. */
      readonly isEarly?: true;
      /** The RFC forbids sending the frame, but allows the receiver to accept it. */
      readonly mayPass?: true;
    }
  /** The server answers the close frame and echoes `code`; `undefined` if none was sent. */
  | { readonly is: 'closed'; readonly code: number | undefined }
  /** The server ends the TCP connection, with or without a close frame. */
  | { readonly is: 'ended' };

interface CaseHead {
  /** Unique: the group, a dot, and what is tested. */
  readonly id: string;
  /** Section of the RFC. */
  readonly section: string;
  readonly title: string;
}

/** A case of frames, sent after a valid opening handshake. */
export interface FrameCase extends CaseHead {
  readonly kind: 'frames';
  /** `Sec-WebSocket-Extensions` to offer. The case is skipped if the server declines it. */
  readonly offer?: string;
  readonly steps: readonly Step[];
  /** Writes all steps at once, each frame separately, or pieces of this many bytes. Default `together`. */
  readonly delivery?: 'together' | 'by-frame' | number;
  readonly outcome: Outcome;
}

/** How an opening handshake differs from a valid, minimal one. */
export interface RequestChange {
  readonly method?: string;
  /** Request target; `{path}` and `{url}` are replaced. */
  readonly target?: string;
  readonly httpVersion?: string;
  /** Names of default headers to omit. */
  readonly without?: readonly string[];
  /** Headers to add; each replaces the default header of the same name. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** Raw lines to add after the headers. */
  readonly lines?: readonly string[];
  /** Body of the request. */
  readonly body?: string;
  readonly lineEnd?: string;
  readonly isReversed?: true;
  readonly key?: string;
  readonly piecesOfBytes?: number;
}

/** A case of the opening handshake. */
export interface HandshakeCase extends CaseHead {
  readonly kind: 'handshake';
  readonly request: RequestChange;
  /** Opens a working connection, or is refused with one of these statuses. */
  readonly outcome:
    | {
        readonly is: 'opens';
        /** The RFC allows a server to refuse it. */
        readonly mayRefuse?: true;
      }
    | {
        readonly is: 'refused';
        readonly statuses: readonly number[];
        /** A header required in the refusal, and text that its value must contain. */
        readonly header?: readonly [name: string, value: string];
        /** The RFC allows a server to accept it. */
        readonly mayOpen?: true;
      };
}

/** One case of the suite. */
export type WebSocketCase = FrameCase | HandshakeCase;

/** `failed`: the RFC forbids the behaviour. `non-strict`: the RFC allows it, but recommends different behaviour. */
export type WebSocketVerdict = 'ok' | 'non-strict' | 'failed' | 'skipped';
