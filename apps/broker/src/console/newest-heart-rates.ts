/**
 * The newest heart rate of users whose overlay is open. The first request subscribes to the developer's stream; the
 * subscription ends when there was no request for `IDLE_AFTER_MS`. Earlier readings are not available.
 */
import { type Chunk, chunkCount, chunkFrame } from '../storage/chunk.js';
import type { DeveloperStream, StreamListener } from '../stream/developer-stream.js';
import type { Streams } from '../stream/streams.js';

export interface HeartRate {
  readonly bpm: number;
  /** When the broker stored it; monotonic, ms. */
  readonly atMs: number;
}

const IDLE_AFTER_MS = 30_000;
/** Only frames with these bytes are parsed: most frames are of other types. */
const TYPE_BYTES = Buffer.from('"HEART_RATE"');

export class NewestHeartRates {
  readonly #streams: Pick<Streams, 'use'>;
  readonly #monotonicMs: () => number;
  readonly #byDeveloper = new Map<string, StreamHeartRates>();

  constructor(streams: Pick<Streams, 'use'>, monotonicMs: () => number) {
    this.#streams = streams;
    this.#monotonicMs = monotonicMs;
  }

  async of(developerId: string, userId: string): Promise<HeartRate | undefined> {
    const known = this.#byDeveloper.get(developerId);
    if (known !== undefined) return known.find(userId);
    return this.#streams.use(developerId, async (stream) => {
      // Another request may have been first.
      const rates = this.#byDeveloper.get(developerId) ?? this.#open(stream);
      return rates.find(userId);
    });
  }

  #open(stream: DeveloperStream): StreamHeartRates {
    const { developerId } = stream;
    const forget = () => this.#byDeveloper.delete(developerId);
    const rates = new StreamHeartRates(stream, this.#monotonicMs, forget);
    this.#byDeveloper.set(developerId, rates);
    return rates;
  }
}

/** The newest heart rates of one developer's users, while at least one overlay is open. */
class StreamHeartRates implements StreamListener {
  readonly #monotonicMs: () => number;
  readonly #stop: () => void;
  readonly #forget: () => void;
  /** By the ids of users who were looked up; `undefined` until the first reading arrives. */
  readonly #rates = new Map<string, HeartRate | undefined>();
  #timer: NodeJS.Timeout;

  constructor(stream: DeveloperStream, monotonicMs: () => number, forget: () => void) {
    this.#monotonicMs = monotonicMs;
    this.#forget = forget;
    this.#stop = stream.listen(this);
    this.#timer = setTimeout(() => this.ended(), IDLE_AFTER_MS).unref();
  }

  find(userId: string): HeartRate | undefined {
    this.#timer.refresh();
    const rate = this.#rates.get(userId);
    if (rate === undefined) this.#rates.set(userId, undefined);
    return rate;
  }

  grown(chunk: Chunk): void {
    for (let index = 0; index < chunkCount(chunk); index++) {
      const frame = chunkFrame(chunk, index);
      if (frame.includes(TYPE_BYTES)) this.#read(frame);
    }
  }

  #read(frame: Buffer): void {
    const { d, uid, t } = fieldsOf(frame);
    if (t !== 'HEART_RATE' || typeof uid !== 'string' || !this.#rates.has(uid)) return;
    const bpm = (d as { readonly val?: unknown } | null)?.val;
    if (typeof bpm === 'number') this.#rates.set(uid, { bpm, atMs: this.#monotonicMs() });
  }

  /** No overlay is open any more, or the stream has ended: the next lookup listens again. */
  ended(): void {
    clearTimeout(this.#timer);
    this.#forget();
    this.#stop();
  }
}

/** Empty if the frame is not JSON. A broker stores no such frame, but a shared storage may contain anything. */
function fieldsOf(frame: Buffer): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(frame.toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}
