import { StorageError } from '../storage/errors.js';

/** A backup could not be written, is incomplete, or cannot be restored to this directory. */
export class BackupError extends StorageError {
  constructor(message: string, options?: ErrorOptions) {
    super('backup', message, options);
  }
}
