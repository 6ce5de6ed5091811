/**
 * Small persistent state, in LMDB: the log's epoch, the seqs of streams whose segments were removed, tokens,
 * developers. Not used when an event is stored or delivered.
 *
 * LMDB groups concurrent writes into one commit and one sync, so a burst of token requests is cheap.
 */
import { join } from 'node:path';
import type { Database, RootDatabase } from 'lmdb';
import { batchesOf, inTurns, nextTurn } from '../../../in-turns.js';
import { createLogger } from '../../../observability/logger.js';
import { StorageHealth, type StoreHealth } from '../../health.js';
import type { ClockRecord } from '../../log-clock.js';
import type { DeveloperStore, TokenStore } from '../../ports.js';
import type { LogState } from '../segment/log-state.js';
import type { SegmentSpan } from '../segment/segment-span.js';
import { isFinalFailure } from './final-failure.js';
import { type LmdbEnvironment, openEnvironment } from './lmdb-environment.js';
import { LmdbTokenStore } from './lmdb-token-store.js';
import { MetaReserve } from './meta-reserve.js';
import { PendingWrites } from './pending-writes.js';

const EPOCH = 'epoch';
const TEST_WRITE = 'probe';
const CLOCK = 'clock';
const SPAN = 'span';

interface MetaOptions {
  readonly folder: string;
  readonly now: () => number;
  readonly health: StoreHealth;
}

export class MetaStore implements AsyncDisposable {
  /** Whether the store is new. */
  readonly isNew: boolean;
  readonly logState: LogState;
  readonly tokens: TokenStore;
  readonly developers: DeveloperStore;
  readonly clock: ClockState;
  readonly #environment: LmdbEnvironment;
  readonly #root: RootDatabase;
  readonly #log: Database<number, string>;
  readonly #writes: PendingWrites;
  readonly #health: StoreHealth;
  readonly #reserve: MetaReserve;

  private constructor(
    environment: LmdbEnvironment,
    epoch: number,
    isNew: boolean,
    { folder, now, health }: MetaOptions,
  ) {
    this.isNew = isNew;
    const { root } = environment;
    this.#environment = environment;
    this.#root = root;
    this.#log = root.openDB({ name: 'log' });
    this.#health = health;
    this.#reserve = new MetaReserve({
      path: join(folder, 'data.mdb'),
      usedBytes: () => usedBytesOf(root),
    });
    this.#writes = new PendingWrites({
      health,
      reserve: this.#reserve,
      isFinal: (cause) => isFinalFailure(cause, folder),
    });
    this.logState = openLogState(root, this.#writes, epoch);
    const tokens = new LmdbTokenStore(root, this.#writes, now);
    this.tokens = tokens;
    this.clock = openClockState(root, this.#writes);
    this.developers = openDevelopers(root, this.#writes, tokens);
  }

  /** `health`: its own by default. */
  static async open(
    folder: string,
    now: () => number,
    health: StoreHealth = new StorageHealth(createLogger('silent')).meta,
  ): Promise<MetaStore> {
    const environment = await openEnvironment(folder);
    const { root } = environment;
    const log = root.openDB<number, string>({ name: 'log' });
    const isNew = log.get(EPOCH) === undefined;
    if (isNew) await log.put(EPOCH, now());
    const epoch = log.get(EPOCH) as number;
    return new MetaStore(environment, epoch, isNew, { folder, now, health });
  }

  /** Reserves space for later writes on a full disk, if there is space now. */
  async reserveSpace(): Promise<void> {
    await this.#reserve.fill().catch(() => {});
  }

  /** Tests whether the store can be written again after it refused. */
  async testWrite(): Promise<void> {
    if (this.#health.state !== 'refusing') return;
    try {
      await this.#reserve.demandSpace();
      await this.#writes.runEvenIfRefusing(1, () => this.#log.put(TEST_WRITE, Date.now()));
      this.#health.recovered();
    } catch (error) {
      this.#health.refused(error);
    }
  }

  /** Writes a snapshot of the store to `data.mdb` in a folder. */
  async copyTo(folder: string): Promise<void> {
    await this.#root.backup(folder, true);
  }

  /** Stores the epoch that the next opening uses: a new one, for a log that may assign seqs a second time. */
  async storeEpoch(epoch: number): Promise<void> {
    await this.#writes.runEvenIfRefusing(1, () => this.#log.put(EPOCH, epoch));
  }

  async removeSpan(): Promise<void> {
    await this.#writes.runEvenIfRefusing(1, () => this.#log.remove(SPAN));
  }

  async removeTokens(): Promise<void> {
    for (const name of ['tokens', 'tokens-by-expiry']) {
      await this.#writes.runEvenIfRefusing(1, () => this.#root.openDB({ name }).clearAsync());
    }
  }

  /** Completes pending writes first. */
  async close(): Promise<void> {
    await this.#writes.close();
    await this.#reserve.close();
    await this.#environment.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** End of LMDB's pages in its file. */
function usedBytesOf(root: RootDatabase): number {
  const { lastPageNumber, pageSize } = root.getStats() as EnvironmentStats;
  return (lastPageNumber + 1) * pageSize;
}

/** Not specified by the library's types. */
interface EnvironmentStats {
  readonly lastPageNumber: number;
  readonly pageSize: number;
}

/** The stored part of the log's clock. */
interface ClockState {
  readonly record: ClockRecord | undefined;
  readonly save: (record: ClockRecord) => Promise<void>;
}

function openClockState(root: RootDatabase, writes: PendingWrites): ClockState {
  const log = root.openDB<ClockRecord, string>({ name: 'log' });
  return {
    record: log.get(CLOCK),
    save: (record) => writes.run(1, async () => void (await log.put(CLOCK, record))),
  };
}

function openLogState(root: RootDatabase, writes: PendingWrites, epoch: number): LogState {
  const heads = root.openDB<number, string>({ name: 'heads' });
  const log = root.openDB<number, string>({ name: 'log' });
  const spans = root.openDB<SegmentSpan, string>({ name: 'log' });
  return {
    epoch,
    get span() {
      return spans.get(SPAN);
    },
    storeSpan: (span) =>
      writes.runEvenIfRefusing(1, async () => void (await spans.put(SPAN, span))),
    beginEpoch: () =>
      writes.runEvenIfRefusing(1, async () => {
        const next = Math.max(Date.now(), epoch + 1);
        await log.put(EPOCH, next);
        return next;
      }),
    lastSeqs: heads.getRange().map(({ key, value }) => [key, value] as const),
    // Also while the store refuses; otherwise retention could not free space.
    storeLastSeqs: async (lastSeqs) => {
      for (const batch of batchesOf(lastSeqs, HEADS_AT_ONCE)) {
        await writes.runEvenIfRefusing(batch.length, () =>
          heads.transaction(() => {
            for (const [developerId, lastSeq] of batch) {
              if (lastSeq > (heads.get(developerId) ?? 0)) heads.put(developerId, lastSeq);
            }
          }),
        );
        // A transaction runs on this thread; other work runs between two transactions.
        await nextTurn();
      }
    },
  };
}

/** Developers whose seqs are written in one transaction, which runs on this thread and needs free space. */
const HEADS_AT_ONCE = 100;

function openDevelopers(
  root: RootDatabase,
  writes: PendingWrites,
  tokens: LmdbTokenStore,
): DeveloperStore {
  const developers = root.openDB<string, string>({ name: 'developers' });
  return {
    ids: async () => {
      const ids: string[] = [];
      for await (const batch of inTurns(developers.getKeys())) ids.push(...batch);
      return ids;
    },
    find: async (id) => {
      const keyHash = developers.get(id);
      return keyHash === undefined ? undefined : { id, keyHash };
    },
    put: ({ id, keyHash }) => writes.run(1, async () => void (await developers.put(id, keyHash))),
    remove: async (id) => {
      await tokens.removeOf(id);
      return writes.run(1, async () => {
        const isThere = developers.doesExist(id);
        await developers.remove(id);
        return isThere;
      });
    },
  };
}
