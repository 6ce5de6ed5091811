/**
 * What the broker asks of a backend, and all that it knows of one.
 * `contract.ts` runs the same tests against each implementation.
 */
import type { Role, SeqRange } from '@wearwire/protocol';
import type { Chunk } from './chunk.js';
import type { StorageHealth } from './health.js';

export interface LogHead {
  readonly epoch: number;
  /** `seq` of the newest event that is kept for good; 0 before the first. */
  readonly lastSeq: number;
  /** `seq` of the oldest event that can be read; `lastSeq` + 1 when there is none. */
  readonly firstSeq: number;
  /** How far each numbering producer is. Goes along with the log: asked later, it knows what came since. */
  readonly marks: KeptMarks;
}

export interface KeptMarks {
  /** The producer's newest `n` in the chunks that can be read; `undefined` if there is none. */
  get(producer: string): number | undefined;
}

/** The developers' streams. */
export interface EventLog {
  /** Where the developer's stream stands. MUST count what retention has purged: a seq never comes twice. */
  head(developerId: string): Promise<LogHead>;

  /**
   * Appends a chunk.
   *
   * MUST resolve only when the chunk is kept as the durability says, and in the order of the calls.
   * MUST refuse with `SeqConflictError` a chunk whose `first` is not one behind the newest, appends under
   * way included. MUST, when it cannot keep a chunk, reject with `LogWriteError` it and every append of
   * that developer under way, and stand where the last kept chunk ends.
   * MUST NOT change or copy `chunk.bytes`.
   */
  append(developerId: string, chunk: Chunk): Promise<void>;

  /**
   * Chunks of the developer that hold events of `range`, ascending, from the first one that is there.
   * The first and the last may reach beyond the range. Stops after `bytesMax` bytes of frames, but holds
   * one chunk at least where there is one. MUST leave out what is older than the retention.
   * Empty: nothing of the range is there (any more).
   */
  read(developerId: string, range: SeqRange, bytesMax: number): Promise<Chunk[]>;

  /** Bytes that the log takes up. */
  readonly bytes: number;

  /** Of the bytes that went: those that the bound on size took before the retention had passed. */
  readonly purgedEarlyBytes: number;

  /**
   * Lets go of what is older than the retention, and of the oldest where the log takes up more than it may.
   * MUST NOT hold up appends for longer than a moment. A backend MAY do it by itself as well.
   */
  purge(): Promise<void>;

  /** Ends appends that are under way, then closes. Called once. */
  close(): Promise<void>;
}

/** What a token stands for. */
export interface TokenGrant {
  readonly developerId: string;
  readonly role: Role;
  /** The user of a producer's token; empty on a consumer's. */
  readonly userId: string;
  /** A consumer's token that is for a monitor. */
  readonly isMonitor?: true;
  /** By `Storage.clock`. */
  readonly expiresAtMs: number;
}

/** Tokens by their SHA-256; the token itself never gets here (P-TOK-8). */
export interface TokenStore {
  issue(tokenHash: string, grant: TokenGrant): Promise<void>;

  /** What the token stands for, if it is known and has not expired. */
  look(tokenHash: string): Promise<TokenGrant | undefined>;

  /**
   * Takes the token out, if it is there. MUST be atomic: of many callers one gets `true`. MUST have
   * outlived a crash of the process before it resolves.
   */
  consume(tokenHash: string): Promise<boolean>;

  /** Lets go of expired tokens. */
  purge(): Promise<void>;
}

/** Developers that the broker made itself, or was told to keep. */
export interface DeveloperStore {
  /** By id, ascending. */
  all(): Promise<DeveloperRecord[]>;
  /** As it stands now: another process may have changed it. */
  find(id: string): Promise<DeveloperRecord | undefined>;
  put(developer: DeveloperRecord): Promise<void>;
  /** Lets go of the developer and of the tokens made for it. `false`: there was none. */
  remove(id: string): Promise<boolean>;
}

export interface DeveloperRecord {
  readonly id: string;
  /** SHA-256 of the API key, hex. */
  readonly keyHash: string;
}

/** What a directory lacked at the start. */
export interface Missing {
  /** Segments of the log that are gone, or have lost their end. */
  readonly segments: number;
  /** The meta store, though the log holds events. */
  readonly meta: boolean;
}

/** One backend: everything that is kept, and one way to close it. */
export interface Storage {
  readonly log: EventLog;
  readonly tokens: TokenStore;
  readonly developers: DeveloperStore;
  readonly health: StorageHealth;
  /** What was missing at the start. */
  readonly missing: Missing;
  /** Stamps events and tokens; ms since 1970. */
  readonly clock: { now(): number };
  /** Called each second: compares the clocks, and probes a store that refused. Never rejects. */
  check(): Promise<void>;
  close(): Promise<void>;
}
