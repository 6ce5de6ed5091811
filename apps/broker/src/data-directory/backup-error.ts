import { StorageError } from '../storage/errors.js';

/** A backup could not be written, is not whole, or cannot be restored where it was asked for. */
export class BackupError extends StorageError {
  constructor(message: string, options?: ErrorOptions) {
    super('backup', message, options);
  }
}
