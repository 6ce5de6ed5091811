/**
 * The developers' streams: opened when somebody needs one, the same one for all, so that each has one numberer.
 * A stream in which nobody is connected and nothing is under way is idle; of these the last used stay open, up to
 * `IDLE_STREAMS_MAX`. An evicted stream is opened again from the log, which knows its numbers.
 */
import { inTurns } from '../in-turns.js';
import { type ConsumerPosition, DeveloperStream, type StreamContext } from './developer-stream.js';

/** Some kB each; opening one again may read the disk. */
export const IDLE_STREAMS_MAX = 1_000;

interface Entry {
  readonly stream: Promise<DeveloperStream>;
  /** The same, once it is open. */
  opened?: DeveloperStream;
  /** Calls of `use` that have not ended. */
  users: number;
}

export class Streams {
  readonly #context: StreamContext;
  readonly #idleMax: number;
  readonly #entries = new Map<string, Entry>();
  /** By developer, the longest idle first. */
  readonly #idle = new Map<string, DeveloperStream>();

  constructor(context: Omit<StreamContext, 'idle'>, idleMax = IDLE_STREAMS_MAX) {
    this.#context = { ...context, idle: (stream) => this.#rest(stream) };
    this.#idleMax = idleMax;
  }

  /** Streams that are open. */
  get size(): number {
    return this.#entries.size;
  }

  /**
   * Gives the developer's stream to `use`. It stays open until that has ended, and for as long as producers or
   * consumers are in it: nobody may keep it otherwise.
   */
  async use<T>(developerId: string, use: (stream: DeveloperStream) => Promise<T>): Promise<T> {
    const entry = this.#entryOf(developerId);
    entry.users++;
    this.#idle.delete(developerId);
    try {
      entry.opened = await entry.stream;
      return await use(entry.opened);
    } finally {
      entry.users--;
      if (entry.opened === undefined) this.#entries.delete(developerId);
      else this.#rest(entry.opened);
    }
  }

  /** Resolves when all that was handed to the log is kept, or refused. */
  async settled(): Promise<void> {
    for await (const batch of inTurns(this.#entries.values())) {
      await Promise.all(batch.map(async ({ stream }) => (await stream).settled));
    }
  }

  /** Where each consumer stands. */
  *consumers(): Iterable<ConsumerPosition> {
    for (const { opened } of this.#entries.values()) if (opened) yield* opened.consumers();
  }

  #entryOf(developerId: string): Entry {
    let entry = this.#entries.get(developerId);
    if (entry === undefined) {
      entry = { stream: this.#load(developerId), users: 0 };
      this.#entries.set(developerId, entry);
    }
    return entry;
  }

  async #load(developerId: string): Promise<DeveloperStream> {
    const head = await this.#context.log.head(developerId);
    return new DeveloperStream(developerId, head, this.#context);
  }

  /** Nobody uses it, as far as the caller knows. */
  #rest(stream: DeveloperStream): void {
    const { developerId } = stream;
    if (!stream.isIdle || this.#entries.get(developerId)?.users !== 0) return;
    this.#idle.delete(developerId);
    this.#idle.set(developerId, stream);
    if (this.#idle.size <= this.#idleMax) return;
    const [[eldestId, eldest]] = this.#idle as Iterable<[string, DeveloperStream]> as [
      [string, DeveloperStream],
    ];
    this.#idle.delete(eldestId);
    // One that has members again comes back here when they have left.
    if (eldest.isIdle && this.#entries.get(eldestId)?.users === 0) this.#entries.delete(eldestId);
  }
}
