import { ClientError } from '@wearwire/client-core';

/**
 * `store-failed`: the store could not be read or written; see `cause`. The producer stops using it and
 * continues in memory. `store-damaged`: some records could not be read and were set aside.
 */
export class StoreError extends ClientError {
  constructor(code: 'store-failed' | 'store-damaged', message: string, cause?: unknown) {
    super(code, message, { retryable: false, cause });
  }
}
