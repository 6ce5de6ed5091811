/** For authors of a storage backend (`@wearwire/broker/storage`): the ports, chunks, and reusable parts. */
export {
  type Chunk,
  chunkCount,
  chunkFrame,
  chunkLast,
  chunkPart,
  type EventNumber,
  type ProducerMark,
} from './storage/chunk.js';
export {
  LogDamagedError,
  LogWriteError,
  MetaWriteError,
  SeqConflictError,
  StorageError,
} from './storage/errors.js';
export { LocalPeers, LocalSlotStore } from './storage/local-slots.js';
export type {
  DeveloperLog,
  DeveloperRecord,
  DeveloperStore,
  EventLog,
  HolderId,
  HolderRequest,
  HolderState,
  LogObserver,
  LogUsage,
  Missing,
  OpenStorage,
  Peers,
  SlotStore,
  Storage,
  StorageCondition,
  StorageOptions,
  StorageState,
  TokenGrant,
  TokenStore,
} from './storage/ports.js';
