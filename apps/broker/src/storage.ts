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
export { LocalBrokers, LocalSlotStore } from './storage/local-slots.js';
export type {
  Brokers,
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
  SlotStore,
  Storage,
  StorageCondition,
  StorageOptions,
  StorageState,
  TokenGrant,
  TokenStore,
} from './storage/ports.js';
