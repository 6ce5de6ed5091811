/**
 * The developers' streams: opened when somebody needs one, the same one for all, so that each has one numberer.
 * A stream in which nobody is connected and nothing is under way is idle; of these the last used stay open, up to
 * `IDLE_STREAMS_MAX`. An evicted stream is opened again from the log, which knows its position.
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

  constructor(context: Omit<StreamContext, 'idle' | 'ended'>, idleMax = IDLE_STREAMS_MAX) {
    this.#context = {
      ...context,
      idle: (stream) => this.#rest(stream),
      ended: (stream) => this.#forget(stream),
    };
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
      if (entry.opened !== undefined) this.#rest(entry.opened);
      else if (this.#entries.get(developerId) === entry) this.#entries.delete(developerId);
    }
  }

  /** Resolves when all that was appended to the log is stored, or refused. */
  async settled(): Promise<void> {
    for await (const batch of inTurns(this.#entries.values())) {
      await Promise.all(batch.map(({ opened }) => opened?.settled()));
    }
  }

  /** Where each consumer stands. */
  *consumers(): Iterable<ConsumerPosition> {
    for (const { opened } of this.#entries.values()) if (opened) yield* opened.consumers();
  }

  /** When the event was stored, of a stream that is open; ms since 1970. */
  async storedAtMs(developerId: string, seq: number): Promise<number | undefined> {
    const stream = this.#entries.get(developerId)?.opened;
    const [chunk] = (await stream?.log.read({ first: seq, last: seq }, 1)) ?? [];
    return chunk?.committedAtMs;
  }

  #entryOf(developerId: string): Entry {
    let entry = this.#entries.get(developerId);
    if (entry === undefined) {
      entry = { stream: DeveloperStream.open(developerId, this.#context), users: 0 };
      this.#entries.set(developerId, entry);
    }
    return entry;
  }

  /** Nobody uses it, as far as the caller knows. */
  #rest(stream: DeveloperStream): void {
    const { developerId } = stream;
    if (!this.#isAtRest(stream)) return;
    this.#idle.delete(developerId);
    this.#idle.set(developerId, stream);
    if (this.#idle.size <= this.#idleMax) return;
    const [[eldestId, eldest]] = this.#idle as Iterable<[string, DeveloperStream]> as [
      [string, DeveloperStream],
    ];
    this.#idle.delete(eldestId);
    // One that has members again comes back here when they have left.
    if (!this.#isAtRest(eldest)) return;
    this.#entries.delete(eldestId);
    eldest.close();
  }

  #isAtRest(stream: DeveloperStream): boolean {
    const entry = this.#entries.get(stream.developerId);
    return entry?.opened === stream && entry.users === 0 && stream.isIdle;
  }

  /** The stream has ended: the next one who needs it opens it anew. */
  #forget(stream: DeveloperStream): void {
    const { developerId } = stream;
    if (this.#idle.get(developerId) === stream) this.#idle.delete(developerId);
    if (this.#entries.get(developerId)?.opened === stream) this.#entries.delete(developerId);
  }
}
