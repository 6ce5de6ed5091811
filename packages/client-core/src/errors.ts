/**
 * Errors of the clients. They share a base class; each has a stable `code` and says whether a retry can succeed. No
 * message contains a token, a key or a reading, unless the server puts one into the reason of a close.
 */
import { retryPolicy } from '@wearwire/protocol';
import { ABNORMAL_CLOSURE } from './socket/socket-port.js';

/**
 * Stable error codes. The table in the README says when each occurs and whether the client continues.
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
 * Base class of all errors of a client. Subclasses and `code` distinguish the causes.
 */
export class ClientError extends Error {
  /** Stable name of the cause, for programs. */
  readonly code: ClientErrorCode;
  /** Whether the client retries automatically, or the same call may succeed later. Default: true. */
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

/** An option is invalid. Thrown when the client is created, never later. */
export class OptionError extends ClientError {
  constructor(code: 'url-invalid' | 'option-invalid', message: string) {
    super(code, message, { retryable: false });
  }
}

/** No token could be obtained. `retryable: false` stops the client, unless `whenRefused` is `retry`. */
export class TokenError extends ClientError {
  /** HTTP status of the token endpoint, if it responded. */
  readonly status: number | undefined;
  /** Minimum wait before the next attempt, if the endpoint sent `Retry-After`. */
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

/** Details of a `TokenError`. */
export interface TokenErrorDetails {
  readonly retryable?: boolean;
  readonly status?: number;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** Details of a `ClosedError`, besides code and reason. */
export interface ClosedDetails {
  readonly cause?: unknown;
  /** HTTP status with which the upgrade was refused, if the runtime provides it. */
  readonly status?: number | undefined;
  /** Whether a code with the retry policy `never` makes the error permanent. Default: true. */
  readonly isFinal?: boolean;
}

/**
 * The connection was closed or could not be opened. The code `server-refused` is permanent: the client has
 * stopped (P-CLI-5), unless `whenRefused` is `retry`. Only a server that has sent HELLO can cause it.
 */
export class ClosedError extends ClientError {
  /** WebSocket close code; 1006 if the link ended without one. */
  readonly closeCode: number;
  /** HTTP status with which the upgrade was refused; `undefined` if there was none or the runtime hides it. */
  readonly status: number | undefined;

  constructor(closeCode: number, reason: string, details: ClosedDetails = {}) {
    const { cause, status, isFinal = true } = details;
    const retryable = !isFinal || retryPolicy(closeCode) !== 'never';
    const text = closeText(closeCode, reason, status);
    super(retryable ? 'link-lost' : 'server-refused', text, { retryable, cause });
    this.closeCode = closeCode;
    this.status = status;
  }
}

function closeText(closeCode: number, reason: string, status: number | undefined): string {
  if (status !== undefined) return `the connection was refused with HTTP status ${status}`;
  const what =
    closeCode === ABNORMAL_CLOSURE
      ? 'the connection was lost or did not open'
      : `the connection was closed with ${closeCode}`;
  return reason === '' ? what : `${what}: ${reason}`;
}

/** An expected response did not arrive in time; the client retries. */
export class NoAnswerError extends ClientError {
  readonly awaited: AwaitedAnswer;

  constructor(awaited: AwaitedAnswer) {
    super('no-answer', `${lateText(awaited)} in time`);
    this.awaited = awaited;
  }
}

/** Responses with a deadline: `token` from `getToken`, the others from the server. */
export type AwaitedAnswer = 'token' | 'open' | 'hello' | 'ready' | 'heartbeat-ack';

function lateText(awaited: AwaitedAnswer): string {
  if (awaited === 'token') return 'getToken returned no token';
  if (awaited === 'open') return 'the connection did not open';
  return `the server did not send ${awaited.toUpperCase().replace('-', '_')}`;
}

/** A frame from the server could not be decoded and was ignored. */
export class FrameError extends ClientError {
  constructor(reason: string) {
    super('frame-invalid', `a frame from the server was ignored: ${reason}`);
  }
}

/** A listener threw, or its promise rejected; `cause` is the value. The client continues. */
export class CallbackError extends ClientError {
  constructor(listenerName: string, cause: unknown) {
    super('callback-threw', `a listener of "${listenerName}" threw`, { cause });
  }
}

/** The client was stopped before the operation completed. */
export class StoppedError extends ClientError {
  constructor(cause?: unknown) {
    super('stopped', 'the client has stopped', { retryable: false, cause });
  }
}
