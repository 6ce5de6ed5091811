/**
 * The port to a socket library: what the broker asks of one. `uws/` is the adapter for uWebSockets.js.
 *
 *    adapter ── SocketRequest ──► SocketApplication.refusalOf, .http      before there is a connection
 *    adapter ── LinkEvents ─────► gateway, by SocketApplication.open     what comes over a connection
 *    adapter ◄─ Link ───────────  gateway                                what goes out over it
 *
 * An adapter decides nothing: no protocol rule, no limit of its own, no library default where a setting exists.
 * Nothing outside `sockets/` knows which library there is, except the composition root, which picks one.
 */
import type { TlsFiles } from '../config/tls-files.js';
import type { HttpReply } from '../http/http.js';
import type { Chunk } from '../storage/chunk.js';

export interface SocketServerSettings {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Certificate and key, already checked; `undefined`: no TLS. */
  readonly tls: TlsFiles | undefined;
  /**
   * A longer message, its fragments together, is never read to its end: the adapter MUST cut the link, and
   * MUST NOT hold more of a message than this.
   */
  readonly messageBytesMax: number;
  /**
   * Connections that are no WebSocket, or not yet: one more MUST be closed at once, unanswered. One that sends no whole
   * request MUST be closed within `HTTP_IDLE_MS` and the seconds that the library's own clock takes.
   */
  readonly httpConnectionsMax: number;
  /** `sendFrames` stops when so much is unsent. Bytes. */
  readonly sendHighBytes: number;
  /** `drained` reports room when no more than this is unsent. Bytes. */
  readonly sendLowBytes: number;
  /**
   * Whether permessage-deflate may be agreed on. An offer that the library would answer wrongly (RFC 7692) MUST be
   * declined. No subprotocol is ever chosen.
   */
  readonly compression: boolean;
}

/** An HTTP request, an upgrade request included. The adapter MUST copy what it holds before any await. */
export interface SocketRequest {
  /** Upper case. */
  readonly method: string;
  readonly path: string;
  /** The query as it came, without `?`. */
  readonly rawQuery: string;
  /** The address at the other end of the socket, in any spelling; empty when the socket has gone. */
  readonly peerAddress: string;
  /**
   * By lower-case name; empty when it is not there. Several lines of one name MUST be joined by `, ` in the
   * order in which they came.
   */
  header(name: string): string;
}

/** Paths at which a WebSocket may be opened (P-CON-1). */
export const WEBSOCKET_PATHS: readonly string[] = ['/connect', '/connect/'];

/** What stands behind the adapter. None of these calls throws, and `http` does not reject. */
export interface SocketApplication {
  /**
   * Called for each WebSocket upgrade request to one of `WEBSOCKET_PATHS`, once `handshakeRefusalOf` found the
   * handshake sound. With a reply the adapter MUST answer it and MUST NOT upgrade; with `undefined` it MUST
   * upgrade within the same call and call `open`.
   */
  refusalOf(request: SocketRequest): HttpReply | undefined;

  /**
   * A connection is open. MUST be called once for each upgrade, before any other event of that connection.
   * What it returns gets the events. It may send, and may end the link at once.
   */
  open(link: Link, request: SocketRequest): LinkEvents;

  /**
   * Called for each other request, once its body was read to the end and thrown away. A body over
   * `HTTP_BODY_BYTES_MAX` MUST be answered with 413 instead, so that the client can read the answer. HEAD MUST be answered without a body and with the
   * Content-Length that GET would have.
   */
  http(request: SocketRequest): Promise<HttpReply>;
}

/** Default of `httpConnectionsMax`. */
export const HTTP_CONNECTIONS_MAX = 10_000;

/** How long a connection may take to send a request. */
export const HTTP_IDLE_MS = 10_000;

/** Bytes of a request's body that are read and thrown away; a longer one is answered with 413. */
export const HTTP_BODY_BYTES_MAX = 64 * 1024;

/** What comes over one connection. The adapter MUST NOT call any of these after `closed`. */
export interface LinkEvents {
  /**
   * A whole message came. `bytes` are valid, and may be written to, until the call returns. MUST NOT be called
   * after `Link.end`, even where messages had been read already. Invalid UTF-8 in a text message MUST have ended
   * the link instead.
   */
  received(bytes: Uint8Array, isBinary: boolean): void;
  /** A ping came, and its pong was sent or queued. */
  pinged(): void;
  /** A pong came. */
  ponged(): void;
  /**
   * The client took some of what was unsent. `hasRoom`: no more than `sendLowBytes` is left. MUST be called with
   * `true` at some time after `sendFrames` took less than it was given.
   */
  drained(hasRoom: boolean): void;
  /** The link is gone, by whatever cause. MUST be called exactly once; may be called within `Link.end`. */
  closed(): void;
}

/** What goes out over one connection. Every method MUST be harmless after `end` and after the link has gone. */
export interface Link {
  /** Bytes that were taken and are not handed to the operating system yet. */
  readonly bufferedBytes: number;

  /** Sends text, or bytes as a binary message. MUST take it, however much is unsent. */
  send(message: string | Uint8Array): void;

  /**
   * Sends the frames of a chunk, each as a message, in as few writes as possible. Returns how many were taken, from the
   * first on: less than all where `sendHighBytes` are unsent. MUST NOT keep `chunk.bytes` without copying them once it
   * has returned.
   */
  sendFrames(chunk: Chunk, isBinary: boolean): number;

  /** Sends a WebSocket ping. */
  ping(): void;

  /**
   * Sends a close frame behind all that is unsent, then ends the link. MUST NOT hold what is unsent for longer
   * than `CLOSE_WAIT_MS`: then the link is cut. `reason`: 123 bytes at most.
   */
  end(code: number, reason: string): void;

  /** Cuts the link at once, without a close frame; what is unsent is thrown away. */
  cut(): void;
}

/** How long a client has to take what is unsent before its close frame; ms. */
export const CLOSE_WAIT_MS = 5_000;

export interface SocketServer {
  readonly port: number;
  /**
   * Reads certificate and key anew, for connections to come; those that are open MUST stay, and no connection
   * MUST be refused meanwhile. Throws when no server can be made of the files, and MUST go on with the old ones.
   */
  reloadTls(): void;
  /** HTTP replies close their connection from now on. Whether upgrades are refused is `refusalOf`'s to say. */
  stopKeepingAlive(): void;
  /**
   * Frees the port, and after a moment in which close frames leave cuts every connection. The caller has ended
   * the links.
   */
  close(): void;
}

/**
 * Listens. Rejects with an `Error` in one sentence when the port cannot be had, or no server can be made of the
 * TLS files; nothing is left open then. A port on which another process listens MUST be refused.
 */
export type StartSocketServer = (
  settings: SocketServerSettings,
  application: SocketApplication,
) => Promise<SocketServer>;
