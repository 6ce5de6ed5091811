/**
 * The developers' streams: opened on demand and shared, so that only one object numbers the events of a developer. A
 * stream is idle if no client is connected and no operation is pending. Up to `IDLE_STREAMS_MAX` idle streams stay
 * open, the most recently used; evicted ones are reopened from the log, which contains their newest seq.
 */
import { getOrCreate } from '../get-or-create.js';
import { inTurns } from '../in-turns.js';
import { type ConsumerPosition, DeveloperStream, type StreamContext } from './developer-stream.js';

/** An open stream uses a few kB; reopening one may read the disk. */
export const IDLE_STREAMS_MAX = 1_000;

interface Entry {
  readonly stream: Promise<DeveloperStream>;
  /** The stream, once it is open. */
  opened?: DeveloperStream;
  /** Pending calls of `use`. */
  pendingCalls: number;
}

export class Streams {
  readonly #context: StreamContext;
  readonly #idleMax: number;
  readonly #entries = new Map<string, Entry>();
  /** Idle streams by developer, the longest idle first. */
  readonly #idle = new Map<string, DeveloperStream>();

  constructor(context: Omit<StreamContext, 'idle' | 'ended'>, idleMax = IDLE_STREAMS_MAX) {
    this.#context = {
      ...context,
      idle: (stream) => this.#markIdleIfUnused(stream),
      ended: (stream) => this.#forget(stream),
    };
    this.#idleMax = idleMax;
  }

  /** Number of open streams. */
  get size(): number {
    return this.#entries.size;
  }

  /**
   * Calls `use` with the developer's stream. The stream stays open until `use` has ended, and while producers or
   * consumers are connected to it. The caller must not keep a reference to it after `use` has ended.
   */
  async use<T>(developerId: string, use: (stream: DeveloperStream) => Promise<T>): Promise<T> {
    const entry = getOrCreate(this.#entries, developerId, (): Entry => {
      return { stream: DeveloperStream.open(developerId, this.#context), pendingCalls: 0 };
    });
    entry.pendingCalls++;
    this.#idle.delete(developerId);
    try {
      entry.opened = await entry.stream;
      return await use(entry.opened);
    } finally {
      entry.pendingCalls--;
      if (entry.opened !== undefined) this.#markIdleIfUnused(entry.opened);
      else if (this.#entries.get(developerId) === entry) this.#entries.delete(developerId);
    }
  }

  /** Resolves when everything appended to the log is stored or refused. */
  async settled(): Promise<void> {
    for await (const batch of inTurns(this.#entries.values())) {
      await Promise.all(batch.map(({ opened }) => opened?.settled()));
    }
  }

  /** Positions of all consumers. */
  *consumers(): Iterable<ConsumerPosition> {
    for (const { opened } of this.#entries.values()) if (opened) yield* opened.consumers();
  }

  /**
   * Returns the time at which an event was stored, ms since 1970; `undefined` if the stream is not open or the event is
   * not kept.
   */
  async storedAtMs(developerId: string, seq: number): Promise<number | undefined> {
    const stream = this.#entries.get(developerId)?.opened;
    const [chunk] = (await stream?.log.read({ first: seq, last: seq }, 1)) ?? [];
    return chunk?.committedAtMs;
  }

  /** Adds the stream to the idle ones if it is unused, and evicts the longest idle one if there are too many. */
  #markIdleIfUnused(stream: DeveloperStream): void {
    const { developerId } = stream;
    if (!this.#isUnused(stream)) return;
    this.#idle.delete(developerId);
    this.#idle.set(developerId, stream);
    if (this.#idle.size <= this.#idleMax) return;
    const [[eldestId, eldest]] = this.#idle as Iterable<[string, DeveloperStream]> as [
      [string, DeveloperStream],
    ];
    this.#idle.delete(eldestId);
    // A stream that has clients again is checked again when they have left.
    if (!this.#isUnused(eldest)) return;
    this.#entries.delete(eldestId);
    eldest.close();
  }

  #isUnused(stream: DeveloperStream): boolean {
    const entry = this.#entries.get(stream.developerId);
    return entry?.opened === stream && entry.pendingCalls === 0 && stream.isIdle;
  }

  /** Drops a stream that has ended; the next use reopens it. */
  #forget(stream: DeveloperStream): void {
    const { developerId } = stream;
    if (this.#idle.get(developerId) === stream) this.#idle.delete(developerId);
    if (this.#entries.get(developerId)?.opened === stream) this.#entries.delete(developerId);
  }
}
