/**
 * Schedules reads of the log: limits concurrent page reads, in total and per developer, with developers in turn, and
 * bytes per second for one developer's replays (P-LIM-3). Nothing is refused; excess reads wait.
 *
 * This limits the memory for pages, and ensures that commits do not wait for many reads. Catch-up reads are exempt from
 * the bytes per second, because they must be faster than new events arrive.
 */
import type { Allowances } from '../limits/allowances.js';
import type { Chunk } from '../storage/chunk.js';

export interface LogReadSettings {
  readonly logReadsMax: number;
  readonly logReadsPerDeveloper: number;
  /** Bytes per second for replays; `undefined`: unlimited. */
  readonly replayBytes: Allowances | undefined;
  /** Never steps back; ms. */
  monotonicMs(): number;
  /** Resolves after the given ms. */
  delay(ms: number): Promise<void>;
  /** Called when a read must wait, for the metrics. */
  limited(limit: 'logReadsMax' | 'logReadsPerDeveloper' | 'developerReplayBytesPerSecond'): void;
}

/** A request for one page. */
export interface LogRead {
  /** Whether it counts against the bytes per second. */
  readonly isReplay: boolean;
  /** Whether the page is still needed. */
  isWanted(): boolean;
  read(): Promise<Chunk[]>;
}

/** How often a waiting replay checks whether its page is still needed. */
const WANTED_CHECK_INTERVAL_MS = 1_000;

/** The reads of one developer. */
interface DeveloperReads {
  running: number;
  /** Functions that start the waiting reads. */
  readonly waiting: (() => void)[];
}

export class LogReads {
  readonly #settings: LogReadSettings;
  /** Developers with running or waiting reads; the next in turn comes first. */
  readonly #developers = new Map<string, DeveloperReads>();
  #running = 0;

  constructor(settings: LogReadSettings) {
    this.#settings = settings;
  }

  /** Reads a page in its turn; resolves with nothing if it is no longer needed. */
  async page(developerId: string, page: LogRead): Promise<Chunk[]> {
    if (page.isReplay) await this.#withinRate(developerId, page);
    await this.#enter(developerId);
    try {
      if (!page.isWanted()) return [];
      const chunks = await page.read();
      if (page.isReplay) this.#consumeRate(developerId, chunks);
      return chunks;
    } finally {
      this.#leave(developerId);
    }
  }

  async #withinRate(developerId: string, page: LogRead): Promise<void> {
    const { replayBytes, monotonicMs, delay, limited } = this.#settings;
    if (replayBytes === undefined) return;
    const dueMs = () => replayBytes.of(developerId).withinRateAtMs - monotonicMs();
    if (dueMs() > 0) limited('developerReplayBytesPerSecond');
    for (let ms = dueMs(); ms > 0 && page.isWanted(); ms = dueMs()) {
      await delay(Math.min(ms, WANTED_CHECK_INTERVAL_MS));
    }
  }

  #consumeRate(developerId: string, chunks: readonly Chunk[]): void {
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.bytes.length, 0);
    this.#settings.replayBytes?.of(developerId).consume(bytes, this.#settings.monotonicMs());
  }

  #enter(developerId: string): void | Promise<void> {
    const { limited, logReadsMax } = this.#settings;
    const reads = this.#developers.get(developerId) ?? { running: 0, waiting: [] };
    this.#developers.set(developerId, reads);
    if (reads.waiting.length === 0 && this.#canStart(reads)) return this.#count(reads, 1);
    limited(this.#running >= logReadsMax ? 'logReadsMax' : 'logReadsPerDeveloper');
    return new Promise((resolve) => reads.waiting.push(resolve));
  }

  #leave(developerId: string): void {
    const reads = this.#developers.get(developerId) as DeveloperReads;
    this.#count(reads, -1);
    if (reads.running === 0 && reads.waiting.length === 0) this.#developers.delete(developerId);
    this.#startNext();
  }

  #startNext(): void {
    for (const [developerId, reads] of this.#developers) {
      const start = this.#canStart(reads) ? reads.waiting.shift() : undefined;
      if (start === undefined) continue;
      this.#count(reads, 1);
      // Move the developer to the end: its next page waits for the pages of the others.
      this.#developers.delete(developerId);
      this.#developers.set(developerId, reads);
      return start();
    }
  }

  #count(reads: DeveloperReads, change: 1 | -1): void {
    this.#running += change;
    reads.running += change;
  }

  #canStart(reads: DeveloperReads): boolean {
    const { logReadsMax, logReadsPerDeveloper } = this.#settings;
    return this.#running < logReadsMax && reads.running < logReadsPerDeveloper;
  }
}
