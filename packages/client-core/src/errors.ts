/**
 * The clients' errors: one base class, a stable `code` each, and whether trying again can help.
 * No text here holds a token, a key or a reading; a close reason is the server's own words.
 */
import { retryPolicy } from '@wearwire/protocol';

/**
 * Stable names of what can go wrong; the README's table says when each comes and whether the client goes
 * on.
 */
export type ClientErrorCode =
  | 'url-invalid'
  | 'option-invalid'
  | 'token-refused'
  | 'token-unreachable'
  | 'token-failed'
  | 'server-refused'
  | 'link-lost'
  | 'no-answer'
  | 'frame-invalid'
  | 'callback-threw'
  | 'stopped'
  | (string & {});

/**
 * What went wrong in a client. Subclasses tell causes apart, as `code` does; no message holds a token, a
 * key or a reading.
 */
export class ClientError extends Error {
  /** Stable name of the cause, for programs. */
  readonly code: ClientErrorCode;
  /** Whether the client tries again by itself, or the same call may succeed later. Default: true. */
  readonly retryable: boolean;

  constructor(
    code: ClientErrorCode,
    message: string,
    { retryable = true, cause }: { readonly retryable?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = retryable;
  }
}

/** A setting is wrong: thrown where the client is made, never later. */
export class OptionError extends ClientError {
  constructor(code: 'url-invalid' | 'option-invalid', message: string) {
    super(code, message, { retryable: false });
  }
}

/** No token could be had. `retryable: false` stops the client. */
export class TokenError extends ClientError {
  /** HTTP status of the token endpoint, where one answered. */
  readonly status: number | undefined;
  /** Least time to the next attempt, where the endpoint told it (`Retry-After`). */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: 'token-refused' | 'token-unreachable' | 'token-failed',
    message: string,
    options: TokenErrorDetails,
  ) {
    super(code, message, options);
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** How a `TokenError` came about. */
export interface TokenErrorDetails {
  readonly retryable?: boolean;
  readonly status?: number;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** How a `ClosedError` came about, beside code and reason. */
export interface ClosedDetails {
  readonly cause?: unknown;
  /** HTTP status that refused the upgrade, where the runtime tells it. */
  readonly status?: number | undefined;
  /** Whether the code may end the client. Default: true. */
  readonly isFinal?: boolean;
}

/**
 * The connection was closed, or could not be made. `server-refused`: for good, the client has stopped
 * (P-CLI-5); only a server that has sent HELLO can do that.
 */
export class ClosedError extends ClientError {
  /** WebSocket close code; 1006 where the link ended without one. */
  readonly closeCode: number;
  /** HTTP status that refused the upgrade; `undefined` where there was none or the runtime hides it. */
  readonly status: number | undefined;

  constructor(closeCode: number, reason: string, details: ClosedDetails = {}) {
    const { cause, status, isFinal = true } = details;
    const retryable = !isFinal || retryPolicy(closeCode) !== 'never';
    const text =
      status === undefined
        ? `the connection was closed with ${closeCode}: ${reason || 'connection lost'}`
        : `the connection was refused with HTTP status ${status}`;
    super(retryable ? 'link-lost' : 'server-refused', text, { retryable, cause });
    this.closeCode = closeCode;
    this.status = status;
  }
}

/** What was awaited did not come in time; the client tries again. */
export class NoAnswerError extends ClientError {
  readonly awaited: Awaited;

  constructor(awaited: Awaited) {
    super('no-answer', `no ${awaited} came in time`);
    this.awaited = awaited;
  }
}

/** What a client waits for, each with a deadline of its own: `token` of `getToken`, the others of the server. */
export type Awaited = 'token' | 'open' | 'hello' | 'ready' | 'heartbeat-ack';

/** A frame of the server could not be read; it was passed over. */
export class FrameError extends ClientError {
  constructor(why: string) {
    super('frame-invalid', `a frame of the server was passed over: ${why}`);
  }
}

/** A listener of the user threw; `cause` is what it threw. The client goes on. */
export class CallbackError extends ClientError {
  constructor(listenerName: string, cause: unknown) {
    super('callback-threw', `a listener of "${listenerName}" threw`, { cause });
  }
}

/** The client was stopped before what was asked for could happen. */
export class StoppedError extends ClientError {
  constructor(cause?: unknown) {
    super('stopped', 'the client has stopped', { retryable: false, cause });
  }
}
