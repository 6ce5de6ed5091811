/** Errors of a storage backend. `code` is stable. */
export class StorageError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The chunk does not continue the stream: another writer was faster, or a seq was lost. */
export class SeqConflictError extends StorageError {
  constructor(first: number, expected: number) {
    super(
      'seq-conflict',
      `the chunk starts at seq ${first}, but the stream continues at ${expected}`,
    );
  }
}

/** The chunk could not be stored. `final`: no chunk can be stored until the broker starts again. */
export class LogWriteError extends StorageError {
  readonly final: boolean;

  constructor(message: string, final: boolean, options?: ErrorOptions) {
    super('log-write', message, options);
    this.final = final;
  }
}

/** A sync failed: whether the written bytes are on disk is unknown. */
export class SyncError extends StorageError {
  constructor(options?: ErrorOptions) {
    super('sync', 'the disk did not confirm a write', options);
  }
}

/** Tokens, developers or seqs could not be stored: the disk is full or faulty. */
export class MetaWriteError extends StorageError {
  constructor(options?: ErrorOptions) {
    super('meta-write', 'cannot write the meta store', options);
  }
}

/** Data on disk is damaged. */
export class LogDamagedError extends StorageError {
  constructor(message: string, options?: ErrorOptions) {
    super('log-damaged', message, options);
  }
}

export function damaged(fileName: string, byte: number): LogDamagedError {
  return new LogDamagedError(
    `${fileName} is damaged at byte ${byte}; restore it from a backup, or move it away to continue without its events`,
  );
}

/** A segment file that does not belong to this log. */
export class ForeignSegmentError extends StorageError {
  constructor(name: string, reason: string) {
    super(
      'foreign-segment',
      `${name} does not belong here: ${reason}; move it out of the directory; this log loses no events`,
    );
  }
}

/** The data directory cannot be used: another broker uses it, or access is denied. */
export class DataDirectoryError extends StorageError {
  constructor(message: string, options?: ErrorOptions) {
    super('data-directory', message, options);
  }
}
