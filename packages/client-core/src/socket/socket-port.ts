/** The close code of a link that ended without a close frame. */
export const ABNORMAL_CLOSURE = 1006;

/**
 * The callbacks by which a socket reports to its session. Each runtime has a file that implements `SocketFactory`.
 * An implementation MUST call `closed` exactly once, whatever happens, and no handler after it.
 * It MUST NOT call a handler before the factory has returned or from inside `send`, and MUST NOT throw from
 * `send`, `close` or `destroy`.
 */
export interface SocketHandlers {
  opened(): void;
  /** A text message, or the bytes of a binary message. */
  message(data: string | Uint8Array): void;
  /**
   * `code`: `ABNORMAL_CLOSURE` without a close frame; `cause`: the error behind it, if the runtime provides it;
   * `status`: the HTTP status with which the upgrade was refused, if the runtime provides it.
   */
  closed(code: number, reason: string, cause?: unknown, status?: number): void;
}

/** A WebSocket as a session uses it. Its methods do not throw; errors are reported to the handlers. */
export interface Socket {
  /** Bytes passed to `send` that are still in the send buffer. */
  readonly bufferedBytes: number;
  /** Sends a text message, or bytes as a binary one; does nothing on a socket that is not open. */
  send(message: string | Uint8Array): void;
  /** Starts the closing handshake. */
  close(code: number, reason: string): void;
  /** Terminates the link, without a closing handshake if the runtime supports that. */
  destroy(): void;
  /** Pauses reading; absent if the runtime does not support it. A few messages may still arrive. */
  pause?(): void;
  /** Resumes reading. */
  resume?(): void;
}

/** Options of a connection, if the runtime supports them. */
export interface SocketSettings {
  /** Whether permessage-deflate is offered. Browsers always offer it. */
  readonly compression: boolean;
}

/** Starts connecting. May throw for a URL that the runtime refuses. */
export type SocketFactory = (
  url: string,
  handlers: SocketHandlers,
  settings?: SocketSettings,
) => Socket;
