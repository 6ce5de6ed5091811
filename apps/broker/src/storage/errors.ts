/** Why a backend did not do what it was asked. `code` is stable. */
export class StorageError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The chunk does not continue the stream: another writer was first, or a number was lost. */
export class SeqConflictError extends StorageError {
  constructor(first: number, expected: number) {
    super('seq-conflict', `chunk starts at seq ${first}, the stream goes on at ${expected}`);
  }
}

/** The chunk could not be kept. `final`: nor can any other until the broker starts again. */
export class LogWriteError extends StorageError {
  readonly final: boolean;

  constructor(message: string, final: boolean, options?: ErrorOptions) {
    super('log-write', message, options);
    this.final = final;
  }
}

/** What was written may be on disk or not, and nobody can say which. */
export class SyncError extends StorageError {
  constructor(options?: ErrorOptions) {
    super('sync', 'the disk did not confirm a write', options);
  }
}

/** Tokens, developers or numbers could not be stored: the disk is full, or does not work. */
export class MetaWriteError extends StorageError {
  constructor(options?: ErrorOptions) {
    super('meta-write', 'the meta store could not be written', options);
  }
}

/** What is on disk is not what was written there. */
export class LogDamagedError extends StorageError {
  constructor(message: string, options?: ErrorOptions) {
    super('log-damaged', message, options);
  }
}

export function damaged(fileName: string, byte: number): LogDamagedError {
  return new LogDamagedError(
    `${fileName} is damaged at byte ${byte}; restore it from a backup, or move it away to go on without its events`,
  );
}

/** A file among the segments that is none of this log's. */
export class StrangeSegmentError extends StorageError {
  constructor(name: string, reason: string) {
    super(
      'strange-segment',
      `${name} does not belong here: ${reason}; move it out of the directory, nothing of this log is lost by that`,
    );
  }
}

/** The data directory cannot be used: another broker has it, or it is not ours to write. */
export class DataDirectoryError extends StorageError {
  constructor(message: string, options?: ErrorOptions) {
    super('data-directory', message, options);
  }
}
