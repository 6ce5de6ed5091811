/**
 * The socket as the clients see it: one file a runtime implements it.
 * MUST: call `closed` exactly once, whatever happens, and nothing after it.
 * MUST NOT: call a handler before the factory has returned or from inside `send`; throw from `send`,
 * `close` or `destroy`.
 */
export interface SocketHandlers {
  opened(): void;
  /** A text message, or the bytes of a binary one. */
  message(data: string | Uint8Array): void;
  /**
   * `code` is 1006 where no close frame came; `cause` says why, where the runtime knows; `status` is the HTTP
   * status that refused the upgrade, likewise.
   */
  closed(code: number, reason: string, cause?: unknown, status?: number): void;
}

/** One WebSocket as a session uses it. Nothing here throws; what goes wrong comes by the handlers. */
export interface Socket {
  /** Bytes that were given to `send` and have not left yet. */
  readonly bufferedBytes: number;
  /** Sends a text message, or bytes as a binary one; does nothing on a socket that is not open. */
  send(message: string | Uint8Array): void;
  /** Starts the closing handshake. */
  close(code: number, reason: string): void;
  /** Ends the link now, without a handshake where the runtime can do that. */
  destroy(): void;
  /** Stops reading from the link; absent where the runtime cannot. A few messages may still come. */
  pause?(): void;
  /** Reads on. */
  resume?(): void;
}

/** How to connect, where the runtime can be told. */
export interface SocketSettings {
  /** Whether permessage-deflate is offered. Browsers always offer it. */
  readonly compression: boolean;
}

/** Starts to connect. May throw for a URL that the runtime refuses. */
export type SocketFactory = (
  url: string,
  handlers: SocketHandlers,
  settings?: SocketSettings,
) => Socket;
