/**
 * What the broker asks of a storage backend, and all that it knows of one. A backend may keep everything in this
 * process, on a disk, or in a system that several brokers share; nothing above these interfaces can tell which.
 * The cases of `contract/` run against every backend. docs/storage-backends.md shows how to write one.
 */
import type { Role, SeqRange } from '@wearwire/protocol';
import type { Logger } from '../observability/logger.js';
import type { Chunk } from './chunk.js';
import type { StorageError } from './errors.js';

/** The events of all developers. */
export interface EventLog {
  /**
   * Opens the log of one developer, which need not be known. Its position MUST be no older than the call: an event
   * whose `stored` was reported anywhere before the call is included. MUST count what retention has purged: a seq
   * never comes twice within an epoch.
   */
  open(developerId: string, observer: LogObserver): Promise<DeveloperLog>;

  /**
   * Whether chunks are to be appended with `Chunk.numbers`: a log that several brokers append to needs them to leave
   * out an event that came to another broker as well.
   */
  readonly wantsEventNumbers?: boolean;

  /** As last known; MUST cost nothing to read. */
  readonly usage: LogUsage;

  /**
   * Removes what is older than the retention, and the oldest events where the log takes up more than it may. MUST NOT
   * delay appends noticeably. A backend MAY do it by itself as well.
   */
  purge(): Promise<void>;

  /** Completes the appends that are under way, then closes. Called once; no log of a developer is used after it. */
  close(): Promise<void>;
}

/** What an event log takes up. */
export interface LogUsage {
  /** Bytes. */
  readonly bytes: number;
  /** Bytes that were removed because of the bound on size, before the retention had passed. */
  readonly purgedEarlyBytes: number;
}

/** The log of one developer, open. */
export interface DeveloperLog {
  /** Names the numbering: another one means that the log was lost or rolled back. Fixed while this is open. */
  readonly epoch: number;
  /** `seq` of the newest event that is stored; 0 before the first. It has reached the observer, or was there before. */
  readonly lastSeq: number;

  /**
   * Appends a chunk. Its `first` is a guess, one behind all that was appended so far: a backend that several brokers
   * write to numbers the events anew where it is wrong. A backend with one writer MUST refuse a wrong guess with
   * `SeqConflictError`.
   *
   * MUST store the chunks of one developer in the order of the calls, each with its marks or not at all. MUST NOT
   * change or copy `chunk.bytes`. MUST NOT call the observer before this has returned, and MUST NOT throw.
   */
  append(chunk: Chunk): void;

  /**
   * Chunks that hold events of `range`, ascending. The first and the last may reach beyond the range. Ends after
   * `bytesMax` bytes of frames, but holds one chunk at least where there is one.
   *
   * MUST be complete as far as it reaches: it begins with the oldest event of the range that retention has left, and
   * has no gap. Empty means that retention has left none of the range. MUST reject where that cannot be known: an
   * event that is missing for any other reason than retention is never passed over in silence.
   */
  read(range: SeqRange, bytesMax: number): Promise<Chunk[]>;

  /** `seq` of the oldest event that can be read; `lastSeq` + 1 when there is none. */
  firstSeq(): Promise<number>;

  /**
   * The newest `n` of a numbering producer among the events that retention has left; `undefined` if there is none.
   * MUST include all of its events whose `stored` was reported before the call.
   */
  mark(producer: string): Promise<number | undefined>;

  /** The observer is not called any more. Chunks that were appended are still stored. */
  close(): void;
}

/** The owner of a `DeveloperLog`. None of these throws. */
export interface LogObserver {
  /**
   * The next chunk of the log, whoever appended it. MUST be called once for each, after it is stored as durably as
   * the backend promises, ascending and without a gap from the position at `open`.
   */
  grown(chunk: Chunk): void;

  /**
   * The oldest `count` events that were appended here and not answered yet are stored, or are known repeats. MUST be
   * called after `grown` for them.
   */
  stored(count: number): void;

  /**
   * All events that were appended here and not answered yet are given up. They may be in the log: a later `grown`
   * says so. What is appended from now on is judged anew.
   */
  refused(error: StorageError): void;

  /** The log goes on in another epoch. This one is of no use any more: the owner closes it and opens it anew. */
  restarted(): void;
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

  /** What the token stands for, if it is known and has not expired. MUST be current. */
  look(tokenHash: string): Promise<TokenGrant | undefined>;

  /**
   * Takes the token out, if it is there. MUST be atomic, over all brokers: of many callers one gets `true`. MUST
   * survive a crash of the process before it resolves.
   */
  consume(tokenHash: string): Promise<boolean>;

  /** Removes expired tokens. */
  purge(): Promise<void>;
}

/** Developers that the broker made itself, or was told to keep. */
export interface DeveloperStore {
  /** By id, ascending. */
  all(): Promise<DeveloperRecord[]>;
  /** As it stands now: another process may have changed it. */
  find(id: string): Promise<DeveloperRecord | undefined>;
  put(developer: DeveloperRecord): Promise<void>;
  /** Removes the developer and the tokens made for it. `false`: there was none. */
  remove(id: string): Promise<boolean>;
}

/** A developer as it is stored. */
export interface DeveloperRecord {
  readonly id: string;
  /** SHA-256 of the API key, hex. */
  readonly keyHash: string;
}

/** Names one holder of a place, over all brokers. */
export type PlaceId = string;

/** The places that developers have for consumers and monitors (P-ID-9), over all brokers. */
export interface PlaceStore {
  /**
   * Takes one of the `max` places of `key`. Empty: taken, until `give`. Else: who holds them, the longest holder
   * first. MUST be atomic. MUST be empty for a place that is held already.
   */
  take(key: string, max: number, place: PlaceId): Promise<readonly PlaceId[]>;

  /** Gives the place back; no effect where it is not held. A `take` that is called after this MUST find it free. */
  give(key: string, place: PlaceId): Promise<void>;
}

/** What one broker asks another about a holder of a place. */
export type PlaceQuestion = 'probe' | 'displace';

/** What becomes of the holder: `gone` also where nobody knows it. */
export type PlaceAnswer = 'alive' | 'gone';

/** The brokers that share the storage; alone, this one. */
export interface Peers {
  /** Asks the broker that the holder is connected to. MUST resolve with `gone` where that broker does not answer. */
  ask(place: PlaceId, question: PlaceQuestion): Promise<PlaceAnswer>;

  /** Answers the questions about holders that are connected here. Called once, before any `ask`. */
  serve(answer: (place: PlaceId, question: PlaceQuestion) => Promise<PlaceAnswer>): void;
}

/** Whether a storage works, refuses for now, or has failed for good. */
export type StorageState = 'working' | 'refusing' | 'failed';

/** What `/readyz` and whoever runs the process are told. */
export interface StorageCondition {
  readonly state: StorageState;
  /** Resolves with the failure that ended the storage; never rejects. */
  readonly failed: Promise<StorageError>;
}

/** What a data directory lacked at the start. */
export interface Missing {
  /** Segments of the log that are gone, or have lost their end. */
  readonly segments: number;
  /** The meta store, though the log holds events. */
  readonly meta: boolean;
}

/** What the broker tells a backend when it opens it. */
export interface StorageOptions {
  /** How long events are kept; ms. */
  readonly retentionMs: number;
  /** Bytes that the log may take up; 0: no bound. */
  readonly bytesMax: number;
  readonly logger: Logger;
}

/** Opens a backend. Rejects in one sentence that says what to do; nothing is left open then. */
export type OpenStorage = (options: StorageOptions) => Promise<Storage>;

/** One backend: everything that is kept, and one way to close it. */
export interface Storage {
  readonly log: EventLog;
  readonly tokens: TokenStore;
  readonly developers: DeveloperStore;
  readonly places: PlaceStore;
  readonly peers: Peers;
  readonly health: StorageCondition;
  /** What was missing at the start. */
  readonly missing: Missing;
  /** Stamps events and tokens; ms since 1970. */
  readonly clock: { now(): number };
  /** Called each second: for checks of a clock, and probes of a store that refused. Never rejects. */
  check(): Promise<void>;
  close(): Promise<void>;
}
