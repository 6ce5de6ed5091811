/** Errors of the producer's methods; others are defined in client-core. */
import { ClientError } from '@wearwire/client-core';

/** `submit` was called with an invalid reading. The message names the fault, never the reading. */
export class SubmitError extends ClientError {
  constructor(code: 'submit-invalid' | 'submit-too-large', message: string, cause?: unknown) {
    super(code, message, { retryable: false, cause });
  }
}

/** The flush timed out: some events are not confirmed yet. They remain queued and are still sent. */
export class FlushError extends ClientError {
  constructor() {
    super('flush-timeout', 'the server has not confirmed all events in time');
  }
}
