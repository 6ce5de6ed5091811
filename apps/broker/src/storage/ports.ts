/**
 * The ports of a storage backend. The broker depends on nothing else of a backend. A backend may store in this
 * process, on a disk, or in a system shared by several brokers; the code above these interfaces does not depend on
 * where. The cases of `contract/` run against every backend. docs/storage-backends.md shows how to write one.
 */
import type { Role, SeqRange } from '@wearwire/protocol';
import type { Logger } from '../observability/logger.js';
import type { Chunk } from './chunk.js';
import type { StorageError } from './errors.js';

/** The events of all developers. */
export interface EventLog {
  /**
   * Opens the log of one developer, which may be new. Its position MUST be no older than the call: it includes every
   * event whose `stored` was reported anywhere before the call. MUST include purged events: a seq is never assigned
   * twice within an epoch.
   */
  open(developerId: string, observer: LogObserver): Promise<DeveloperLog>;

  /**
   * Whether appended chunks must have `Chunk.numbers`: a log shared by several brokers needs them to omit an event
   * that another broker received as well.
   */
  readonly requiresEventNumbers?: boolean;

  /** The last known size; MUST be cheap to read. */
  readonly usage: LogUsage;

  /**
   * Removes events older than the retention, and the oldest events if the log exceeds its size limit. MUST NOT delay
   * appends noticeably. A backend MAY also do this by itself.
   */
  purge(): Promise<void>;

  /** Completes pending appends, then closes. Called once; no log of a developer is used after it. */
  close(): Promise<void>;
}

/** The size of an event log. */
export interface LogUsage {
  /** Bytes. */
  readonly bytes: number;
  /** Bytes removed because of the size limit, before the retention had passed. */
  readonly purgedEarlyBytes: number;
}

/** The log of one developer, open. */
export interface DeveloperLog {
  /**
   * Identifies the numbering: a new epoch means that the log was lost or rolled back. Constant while this is open.
   */
  readonly epoch: number;
  /**
   * `seq` of the newest stored event; 0 before the first. It was reported to the observer, or was stored before `open`.
   */
  readonly lastSeq: number;

  /**
   * Appends a chunk. Its `first` is provisional: the seq after everything appended so far. A backend shared by
   * several brokers renumbers the events if it is wrong. A backend with one writer MUST refuse a wrong `first` with
   * `SeqConflictError`.
   *
   * MUST store the chunks of one developer in the order of the calls, each with its marks or not at all. MUST NOT
   * change `chunk.bytes`. MUST NOT call the observer before this has returned, and MUST NOT throw.
   */
  append(chunk: Chunk): void;

  /**
   * Reads chunks with events of `range`, ascending. The first and the last may extend beyond the range. Stops after
   * `bytesMax` bytes of frames, but returns at least one chunk if there is one.
   *
   * MUST be complete as far as it reaches: it begins with the oldest event of the range that retention has kept, and
   * has no gap. Empty means that retention has kept none of the range. MUST reject if that cannot be known: an event
   * missing for any other reason than retention is never skipped silently.
   */
  read(range: SeqRange, bytesMax: number): Promise<Chunk[]>;

  /** `seq` of the oldest event that can be read; `lastSeq` + 1 if there is none. */
  firstSeq(): Promise<number>;

  /**
   * The newest `n` of a numbering producer among the events that retention has kept; `undefined`: none. MUST include
   * all its events whose `stored` was reported before the call.
   */
  mark(producer: string): Promise<number | undefined>;

  /** Stops calling the observer. Appended chunks are still stored. */
  close(): void;
}

/** The owner of a `DeveloperLog`. None of these throws. */
export interface LogObserver {
  /**
   * The next chunk of the log, by any appender. MUST be called once for each chunk, after it is as durable as the
   * backend promises, ascending and without a gap from the position at `open`.
   */
  grown(chunk: Chunk): void;

  /**
   * The oldest `count` unanswered events appended here are stored, or are known repeats. MUST be called after `grown`
   * for them. `lastSeq` is the seq of the last of them, if all of them got consecutive seqs; `undefined` if any of them
   * is a known repeat.
   */
  stored(count: number, lastSeq: number | undefined): void;

  /**
   * All unanswered events appended here are dropped. They may still be in the log; a later `grown` reports them. Later
   * appends are not affected.
   */
  refused(error: StorageError): void;

  /** The log continues in another epoch. The owner closes this `DeveloperLog` and opens the log again. */
  restarted(): void;
}

/** The rights that a token grants. */
export interface TokenGrant {
  readonly developerId: string;
  readonly role: Role;
  /** The user of a producer's token; empty on a consumer's. */
  readonly userId: string;
  /** Whether a consumer's token is for a monitor. */
  readonly isMonitor?: true;
  /** Time by `Storage.clock`. */
  readonly expiresAtMs: number;
}

/** Tokens by their SHA-256; the tokens themselves are not stored (P-TOK-8). */
export interface TokenStore {
  issue(tokenHash: string, grant: TokenGrant): Promise<void>;

  /** The grant of a token that is known and has not expired. MUST be current. */
  find(tokenHash: string): Promise<TokenGrant | undefined>;

  /**
   * Removes the token; `false`: it is not there. MUST be atomic across all brokers: only one caller gets `true`. MUST
   * be durable against a crash of the process before it resolves.
   */
  consume(tokenHash: string): Promise<boolean>;

  /** Removes expired tokens. */
  purge(): Promise<void>;
}

/** Stored developers: created by the broker, or added by the operator. */
export interface DeveloperStore {
  /** Ids, ascending. */
  ids(): Promise<string[]>;
  /** The current entry: another process may have changed it. */
  find(id: string): Promise<DeveloperRecord | undefined>;
  put(developer: DeveloperRecord): Promise<void>;
  /** Removes the developer and its tokens. `false`: there was none. */
  remove(id: string): Promise<boolean>;
  /**
   * Calls `changed` with each developer that was added, changed or removed by any broker; without an id if changes may
   * have been missed. `watch` is called at most once. Without this method, the broker asks `find` every 5 s instead.
   */
  watch?(changed: (id?: string) => void): void;
}

/** A stored developer. */
export interface DeveloperRecord {
  readonly id: string;
  /** SHA-256 of the API key, hex. */
  readonly keyHash: string;
}

/** Identifies a holder of a slot across all brokers. */
export type HolderId = string;

/** The slots of developers for consumers and monitors (P-ID-9), across all brokers. */
export interface SlotStore {
  /**
   * Acquires one of the `max` slots of `key`, until `release`, and returns an empty list. If none is free, returns
   * their holders, the one that has held its slot longest first. MUST be atomic. MUST return an empty list if the
   * holder already has a slot.
   */
  acquire(key: string, max: number, holder: HolderId): Promise<readonly HolderId[]>;

  /** Releases the slot; no effect if it is not held. An `acquire` called after this MUST find it free. */
  release(key: string, holder: HolderId): Promise<void>;
}

/** A request of one broker to another about a holder of a slot. */
export type HolderRequest = 'probe' | 'displace';

/** State of the holder; `gone` also if it is unknown. */
export type HolderState = 'alive' | 'gone';

/** The brokers that share the storage; only this one if the storage is not shared. */
export interface Brokers {
  /**
   * Sends a request to the broker that the holder is connected to. MUST resolve with `gone` if that broker does not
   * answer.
   */
  request(holder: HolderId, request: HolderRequest): Promise<HolderState>;

  /** Sets the handler of requests about holders connected to this broker. Called once, before any `request`. */
  serve(answer: (holder: HolderId, request: HolderRequest) => Promise<HolderState>): void;
}

/** Whether a storage works, refuses for now, or has failed permanently. */
export type StorageState = 'working' | 'refusing' | 'failed';

/** The health that `/readyz` and the operator see. */
export interface StorageCondition {
  readonly state: StorageState;
  /** Resolves with the failure that ended the storage; never rejects. */
  readonly failed: Promise<StorageError>;
}

/** Files that were missing from a data directory at the start. */
export interface Missing {
  /** Number of missing or truncated segments. */
  readonly segments: number;
  /** Whether the meta store was missing although the log has events. */
  readonly meta: boolean;
}

/** Parameters with which the broker opens a backend. */
export interface StorageOptions {
  /** How long events are kept; ms. */
  readonly retentionMs: number;
  /** Size limit of the log in bytes; 0: unlimited. */
  readonly bytesMax: number;
  readonly logger: Logger;
}

/** Opens a backend. On failure, rejects with one sentence that says what to do, and leaves nothing open. */
export type OpenStorage = (options: StorageOptions) => Promise<Storage>;

/** One backend: all its stores, closed together. */
export interface Storage {
  readonly log: EventLog;
  readonly tokens: TokenStore;
  readonly developers: DeveloperStore;
  readonly slots: SlotStore;
  readonly brokers: Brokers;
  /** Name of this broker among those that share the storage, new at each start. */
  readonly node?: string;
  readonly health: StorageCondition;
  /** Files that were missing at the start. */
  readonly missing: Missing;
  /** Stamps events and tokens; ms since 1970. */
  readonly clock: { now(): number };
  /**
   * Called each second, to check a clock and to test whether a store that refused can be written again. Never rejects.
   */
  check(): Promise<void>;
  close(): Promise<void>;
}
