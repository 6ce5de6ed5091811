import { ClientError } from '@wearwire/client-core';

/**
 * `store-failed`: the store could not be read or written, `cause` says why. The producer leaves it alone and
 * goes on from memory. `store-damaged`: some of its records could not be read and were passed over.
 */
export class StoreError extends ClientError {
  constructor(code: 'store-failed' | 'store-damaged', message: string, cause?: unknown) {
    super(code, message, { retryable: false, cause });
  }
}
