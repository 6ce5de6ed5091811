/** Errors of the producer's own methods; the others are client-core's. */
import { ClientError } from '@wearwire/client-core';

/** `submit` was given what no server takes. The text names the fault, never the reading. */
export class SubmitError extends ClientError {
  constructor(code: 'submit-invalid' | 'submit-too-large', message: string, cause?: unknown) {
    super(code, message, { retryable: false, cause });
  }
}

/** What was submitted is not confirmed yet; it stays in the buffer and is sent on. */
export class FlushError extends ClientError {
  constructor() {
    super('flush-timeout', 'the server has not confirmed everything in time');
  }
}
