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
const LOOK_MS = 1_000;

interface Lane {
  active: number;
  readonly waiting: (() => void)[];
}

export class LogReads {
  readonly #settings: LogReadSettings;
  /** Developers with running or waiting reads; the next in turn comes first. */
  readonly #lanes = new Map<string, Lane>();
  #active = 0;

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
      await delay(Math.min(ms, LOOK_MS));
    }
  }

  #consumeRate(developerId: string, chunks: readonly Chunk[]): void {
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.bytes.length, 0);
    this.#settings.replayBytes?.of(developerId).consume(bytes, this.#settings.monotonicMs());
  }

  #enter(developerId: string): void | Promise<void> {
    const { limited, logReadsMax } = this.#settings;
    const lane = this.#lanes.get(developerId) ?? { active: 0, waiting: [] };
    this.#lanes.set(developerId, lane);
    if (lane.waiting.length === 0 && this.#hasRoom(lane)) return this.#start(lane);
    limited(this.#active >= logReadsMax ? 'logReadsMax' : 'logReadsPerDeveloper');
    return new Promise((resolve) => lane.waiting.push(resolve));
  }

  #leave(developerId: string): void {
    const lane = this.#lanes.get(developerId) as Lane;
    this.#active--;
    lane.active--;
    if (lane.active === 0 && lane.waiting.length === 0) this.#lanes.delete(developerId);
    this.#next();
  }

  #next(): void {
    for (const [developerId, lane] of this.#lanes) {
      const go = this.#hasRoom(lane) ? lane.waiting.shift() : undefined;
      if (go === undefined) continue;
      this.#start(lane);
      // Move the developer to the end: its next page waits for those of the others.
      this.#lanes.delete(developerId);
      this.#lanes.set(developerId, lane);
      return go();
    }
  }

  #start(lane: Lane): void {
    this.#active++;
    lane.active++;
  }

  #hasRoom(lane: Lane): boolean {
    const { logReadsMax, logReadsPerDeveloper } = this.#settings;
    return this.#active < logReadsMax && lane.active < logReadsPerDeveloper;
  }
}
