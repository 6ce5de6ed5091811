/**
 * The port to a socket library: what the broker requires of it. `uws/` and `ws/` are its adapters.
 *
 *    adapter ── SocketRequest ──► SocketApplication.refusalOf, .http      before there is a connection
 *    adapter ── LinkEvents ─────► gateway, by SocketApplication.open     messages and events of a connection
 *    adapter ◄─ Link ───────────  gateway                                messages to a connection
 *
 * An adapter makes no decisions: it has no protocol rules and no limits, and uses no default of the library if there
 * is a setting. Outside `sockets/`, only the composition root depends on the library, because it chooses one.
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
   * For a longer message, all fragments together, the adapter MUST cut the link. It MUST NOT buffer more of a message
   * than this.
   */
  readonly messageBytesMax: number;
  /**
   * Limit on connections that are not, or not yet, WebSockets: one more MUST be closed at once, without a response. A
   * connection without a complete request MUST be closed within `HTTP_IDLE_MS` plus the resolution of the library's
   * timer, some seconds.
   */
  readonly httpConnectionsMax: number;
  /** `sendFrames` stops when this much is unsent. Bytes. */
  readonly sendHighBytes: number;
  /** `drained` reports space when no more than this is unsent. Bytes. */
  readonly sendLowBytes: number;
  /**
   * Whether permessage-deflate may be negotiated. An offer that the library would answer incorrectly (RFC 7692) MUST
   * be declined. A subprotocol is never chosen.
   */
  readonly compression: boolean;
}

/** An HTTP request, possibly for an upgrade. The adapter MUST copy its contents before any await. */
export interface SocketRequest {
  /** Upper case. */
  readonly method: string;
  readonly path: string;
  /** The query as received, without `?`. */
  readonly rawQuery: string;
  /** The peer address of the socket, in any notation; empty if the socket has closed. */
  readonly peerAddress: string;
  /** By lower-case name; empty if missing. Several lines of one name MUST be joined by `, ` in their order. */
  header(name: string): string;
}

/** Paths at which a WebSocket may be opened (P-CON-1). */
export const WEBSOCKET_PATHS: readonly string[] = ['/connect', '/connect/'];

/** Callbacks of the broker that a socket adapter calls. They never throw, and the promise of `http` never rejects. */
export interface SocketApplication {
  /**
   * Called for each WebSocket upgrade request to one of `WEBSOCKET_PATHS` that `handshakeRefusalOf` does not refuse.
   * If it returns a reply, the adapter MUST send it and MUST NOT upgrade; if it returns `undefined`, the adapter MUST
   * upgrade within the same call and call `open`.
   */
  refusalOf(request: SocketRequest): HttpReply | undefined;

  /**
   * A connection is open. MUST be called once for each upgrade, before any other event of that connection. Returns
   * the receiver of its events. May send, and may end the link at once.
   */
  open(link: Link, request: SocketRequest): LinkEvents;

  /**
   * Called for each other request before its body is read; returns the receiver of the body. Calls `refuse` at most
   * once, at any time before `RequestBody.complete`, even before `bodyOf` returns: then the adapter MUST answer with
   * that reply, in a way that lets the client read it, and MUST NOT call `http`.
   */
  bodyOf(request: SocketRequest, refuse: (reply: HttpReply) => void): RequestBody;

  /**
   * Called for each other request, with its complete body. HEAD MUST be answered without a body and with the
   * Content-Length of the corresponding GET.
   */
  http(request: SocketRequest, body: Uint8Array): Promise<HttpReply>;
}

/** Receives the body of one request. */
export interface RequestBody {
  /** The next part of the body; copied if it is kept. May call `refuse`. */
  add(part: Uint8Array): void;
  /** The body is complete. Called once, unless the body was refused. */
  complete(): Uint8Array;
  /** The request was answered, or its connection has closed. MUST be called; may be called twice. */
  release(): void;
}

/** Default of `httpConnectionsMax`. */
export const HTTP_CONNECTIONS_MAX = 10_000;

/** How long a connection may take to send a request. */
export const HTTP_IDLE_MS = 10_000;

/** Callbacks for one connection. The adapter MUST NOT call any of them after it has called `closed`. */
export interface LinkEvents {
  /**
   * A complete message. `bytes` are valid, and may be modified, until the call returns. MUST NOT be called after
   * `Link.end`, even for messages that were already read. A text message with invalid UTF-8 MUST end the link
   * instead.
   */
  received(bytes: Uint8Array, isBinary: boolean): void;
  /** A ping was received, and its pong was sent or queued. */
  pinged(): void;
  /** A pong was received. */
  ponged(): void;
  /**
   * The client read some of the unsent bytes. `hasSpace`: at most `sendLowBytes` are left. MUST be called with `true`
   * at some time after `sendFrames` accepted only some of its frames.
   */
  drained(hasSpace: boolean): void;
  /** The link has closed, for any reason. MUST be called exactly once; may be called during `Link.end`. */
  closed(): void;
}

/** The sending side of one connection. Every method MUST have no effect after `end` and after the link has closed. */
export interface Link {
  /** Bytes accepted but not yet passed to the operating system. */
  readonly bufferedBytes: number;

  /** Sends text, or bytes as a binary message. MUST accept it, however much is unsent. */
  send(message: string | Uint8Array): void;

  /**
   * Sends the frames of a chunk, each as a message, in as few writes as possible. Returns how many frames, from the
   * first on, it accepted: fewer than all if `sendHighBytes` are unsent. MUST copy any of `chunk.bytes` that it needs
   * after it returns.
   */
  sendFrames(chunk: Chunk, isBinary: boolean): number;

  /** Sends a WebSocket ping. */
  ping(): void;

  /**
   * Sends a close frame after all unsent bytes, then ends the link. MUST cut the link if bytes are still unsent after
   * `CLOSE_WAIT_MS`. `reason`: at most 123 bytes.
   */
  end(code: number, reason: string): void;

  /** Cuts the link at once, without a close frame; discards unsent bytes. */
  cut(): void;
}

/** How long a client has to read the bytes before its close frame; ms. */
export const CLOSE_WAIT_MS = 5_000;

/** Time from `SocketServer.close` until every connection is cut. */
export const CLOSE_GRACE_MS = 500;

export interface SocketServer {
  readonly port: number;
  /**
   * Reloads certificate and key for new connections. Open connections MUST stay open, and no connection may be
   * refused meanwhile. Throws if the files cannot be used, and MUST then continue with the old ones.
   */
  reloadTls(): void;
  /** Makes HTTP replies close their connection from now on. `refusalOf` still decides about upgrades. */
  stopKeepingAlive(): void;
  /**
   * Releases the port, waits `CLOSE_GRACE_MS` for close frames to be sent, then cuts every connection. The caller has
   * ended the links.
   */
  close(): void;
}

/**
 * Starts to listen. Rejects with a one-sentence `Error` if it cannot listen on the port or cannot use the TLS
 * files; nothing is left open then. MUST reject if another process listens on the port.
 */
export type StartSocketServer = (
  settings: SocketServerSettings,
  application: SocketApplication,
) => Promise<SocketServer>;
