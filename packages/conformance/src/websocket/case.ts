/**
 * What a case of the WebSocket suite is, as data: what is sent, and what RFC 6455 or RFC 7692 wants to come
 * of it. Messages are written in a dialect, so that one table serves any server that answers messages.
 */

/** Bytes of a payload; a string stands for its UTF-8. */
export type Bytes = string | Uint8Array;

/** How one frame departs from the plain one. */
export interface FrameChange {
  readonly rsv?: number;
  readonly masked?: false;
  readonly maskKey?: Uint8Array;
  readonly lengthBytes?: 2 | 8;
  readonly declaredLength?: bigint;
}

/** A message's content; each part of it becomes one frame. */
export type Content =
  /** A message of exactly so many bytes, cut behind so many bytes each. */
  | { readonly size: number; readonly cuts?: readonly number[] }
  /** A message that carries these bytes inside. */
  | { readonly carried: readonly Bytes[] }
  /** The payload itself. */
  | { readonly raw: readonly Bytes[] };

/** Sends one frame, with this payload. */
export interface FrameStep extends FrameChange {
  readonly send: 'frame';
  readonly opcode: number;
  readonly payload: Bytes;
  readonly fin?: false;
  /** RFC 6455 or 7692 forbids it: the server has to fail the connection here. */
  readonly isBad?: true;
}

/** Sends a message, in as many frames as its content has parts. */
export interface MessageStep extends FrameChange {
  readonly send: 'message';
  readonly opcode: number;
  readonly content: Content;
  /** Sent between every two frames of the message. */
  readonly between?: readonly Step[];
  readonly isBad?: true;
  /** Compressed by RFC 7692, 7.2.1. */
  readonly deflate?: DeflateChange;
}

/** How a message is compressed. */
export interface DeflateChange {
  readonly level?: number;
  /** Sliding window of the compressor, 9 to 15 bits. */
  readonly windowBits?: number;
  /** Refers to what was sent before: context takeover. */
  readonly takesOver?: true;
  /** Ends with a block that has BFINAL set. */
  readonly isFinal?: true;
  /** As `Z_FIXED` or `Z_HUFFMAN_ONLY` of zlib. */
  readonly strategy?: number;
  /** Cuts the compressed bytes behind so many bytes each. */
  readonly cuts?: readonly number[];
  /** A block of its own for every so many bytes. */
  readonly blockBytes?: number;
}

/** One thing to do on the connection of a case. */
export type Step =
  | FrameStep
  | MessageStep
  /** Any bytes. */
  | { readonly send: 'bytes'; readonly bytes: Uint8Array; readonly isBad?: true }
  /** Sends a ping and waits for its pong, or for the end of the connection. */
  | { readonly send: 'fence' }
  /** Waits for a moment, or for the end of the connection. */
  | { readonly send: 'pause' }
  /** Ends the TCP connection in our direction. */
  | { readonly send: 'tcp-end' };

/** What must come of the steps. Answers and pongs follow from the steps themselves. */
export type Outcome =
  | { readonly is: 'open' }
  /** The server fails the connection with one of these close codes (RFC 6455, 7.1.7). */
  | {
      readonly is: 'failed';
      readonly codes: readonly number[];
      /** As soon as the bad bytes came, not only at the end of their message. */
      readonly isEarly?: true;
      /** The RFC forbids it only to the sender: a receiver may bear it. */
      readonly mayPass?: true;
    }
  /** The server answers the closing handshake; `code`: what it echoes, `undefined` where none was sent. */
  | { readonly is: 'closed'; readonly code: number | undefined }
  /** The server ends the TCP connection, after a close frame or without one. */
  | { readonly is: 'ended' };

interface CaseHead {
  /** Group and point, unique. */
  readonly id: string;
  /** Section of the RFC. */
  readonly section: string;
  readonly title: string;
}

/** A case that begins after the opening handshake. */
export interface FrameCase extends CaseHead {
  readonly kind: 'frames';
  /** `Sec-WebSocket-Extensions` to offer. The case is skipped where the server declines it. */
  readonly offer?: string;
  readonly steps: readonly Step[];
  /** All steps in one write, a write for each frame, or pieces of so many bytes. Default one write. */
  readonly delivery?: 'together' | 'by-frame' | number;
  readonly outcome: Outcome;
}

/** How a handshake departs from the plain one. */
export interface RequestChange {
  readonly method?: string;
  /** As it stands in the request line; `{path}` and `{url}` are replaced. */
  readonly target?: string;
  readonly httpVersion?: string;
  /** Headers left out. */
  readonly without?: readonly string[];
  /** Replaces the header of this name, in any letter case; without one it is added. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** Lines behind the headers, as they stand. */
  readonly lines?: readonly string[];
  /** Sent behind the head. */
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
  /** Opens and works, or is refused with one of these statuses. */
  readonly outcome:
    | {
        readonly is: 'opens';
        /** The RFC lets a server refuse it all the same. */
        readonly mayRefuse?: true;
      }
    | {
        readonly is: 'refused';
        readonly statuses: readonly number[];
        /** Header that the refusal must have, with a value that it must contain. */
        readonly header?: readonly [name: string, value: string];
        /** The RFC lets a server open it all the same. */
        readonly mayOpen?: true;
      };
}

/** One case of the suite. */
export type WebSocketCase = FrameCase | HandshakeCase;

/** `failed`: the RFC forbids it. `non-strict`: the RFC allows it, but wants something better. */
export type WebSocketVerdict = 'ok' | 'non-strict' | 'failed' | 'skipped';
