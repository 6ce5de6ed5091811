/** Operations on a data directory from outside its broker. Does not load a socket library unless needed. */
export { SETTINGS, variableOf } from './config/settings.js';
export { backUp } from './data-directory/backup.js';
export { BackupError } from './data-directory/backup-error.js';
export { checkDirectory } from './data-directory/check-directory.js';
export { isDataDirectory } from './data-directory/data-directory.js';
export { DeveloperDirectory, DeveloperError } from './data-directory/developers.js';
export type { BackedUpFile, Manifest } from './data-directory/manifest.js';
export { type Restored, type RestoreOptions, restoreBackup } from './data-directory/restore.js';
export { type DirectorySurvey, surveyDirectory } from './data-directory/survey.js';
export { chooseSockets, type Sockets, type SocketsSetting } from './sockets/choose.js';
export { type SocketLibrary, socketLibrary } from './sockets/uws/socket-library.js';
export { type LockOwner, lockOwner } from './storage/disk/directory/directory-lock.js';
export type { ForeignSegment, LogSurvey } from './storage/disk/segment/log-survey.js';
export { DataDirectoryError, LogDamagedError, StorageError } from './storage/errors.js';
