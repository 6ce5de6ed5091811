/** Errors of the gateway. Each message says what happened, the object concerned and what to do. */

export type GatewayErrorCode =
  | 'map-invalid'
  | 'radio-unavailable'
  | 'sensor-unreachable'
  | 'stick-unavailable';

/** Base of all errors of this package. */
export class GatewayError extends Error {
  readonly code: GatewayErrorCode;
  /** Whether the same call may succeed later with the same settings. */
  readonly retryable: boolean;

  constructor(
    code: GatewayErrorCode,
    message: string,
    options: { readonly retryable: boolean; readonly cause?: unknown },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable;
  }
}

/** The map from sensors to users is invalid or cannot be read. */
export class MapError extends GatewayError {
  constructor(message: string, cause?: unknown) {
    super('map-invalid', message, { retryable: false, cause });
  }
}

/** Bluetooth is not available: no system bus, no BlueZ, no adapter or no library. */
export class RadioError extends GatewayError {
  /** The first part of the message. */
  readonly problem: string;
  /** How to fix it: the second part of the message. */
  readonly remedy: string;

  constructor(problem: string, remedy: string, cause?: unknown) {
    super('radio-unavailable', `${problem}: ${remedy}`, { retryable: true, cause });
    this.problem = problem;
    this.remedy = remedy;
  }
}

/** Neither a Bluetooth radio nor an ANT+ stick is available. */
export class NothingToReceiveError extends GatewayError {
  constructor(message: string, cause?: unknown) {
    super('radio-unavailable', message, { retryable: true, cause });
  }
}

/** `range`: not heard recently; `limit`: no adapter has a free connection; `refused`: all other causes. */
export type UnreachableReason = 'range' | 'limit' | 'refused';

/** Connecting to a sensor, or a read, write or subscription, failed. */
export class SensorUnreachableError extends GatewayError {
  readonly reason: UnreachableReason;

  constructor(
    message: string,
    { reason = 'refused', cause }: { reason?: UnreachableReason; cause?: unknown } = {},
  ) {
    super('sensor-unreachable', message, { retryable: true, cause });
    this.reason = reason;
  }
}

/** An ANT+ stick could not be opened or did not respond. */
export class StickError extends GatewayError {
  /** The first part of the message. */
  readonly problem: string;
  /** How to fix it: the second part of the message. */
  readonly remedy: string;

  constructor(problem: string, remedy: string, cause?: unknown) {
    super('stick-unavailable', `${problem}: ${remedy}`, { retryable: true, cause });
    this.problem = problem;
    this.remedy = remedy;
  }
}

/** Returns the message of a thrown value of any type. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
