/** Errors of sinks. The class determines what `forward` does next. */

/** Base class of every error of this package. */
export class SinkError extends Error {
  /** Stable name of the cause. */
  readonly code: string;
  /** Whether a retry can succeed. */
  readonly retryable: boolean;

  constructor(code: string, message: string, options: { retryable: boolean; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable;
  }
}

/** The target cannot be reached or asks to wait: `forward` retries until it is stopped. */
export class SinkUnavailableError extends SinkError {
  /** Wait requested by the target, in ms. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    options: { cause?: unknown; retryAfterMs?: number | undefined } = {},
  ) {
    super('sink-unavailable', message, { retryable: true, cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
  }
}

/**
 * The target permanently refuses at least one event of the batch. `forward` splits the batch until the
 * refused events are isolated, and writes those to the dead letters.
 */
export class SinkRefusedError extends SinkError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super('sink-refused', message, { retryable: false, cause: options.cause });
  }
}

/** The configuration is wrong (credentials, address, a missing library): `forward` ends with this error. */
export class SinkSetupError extends SinkError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super('sink-setup', message, { retryable: false, cause: options.cause });
  }
}
