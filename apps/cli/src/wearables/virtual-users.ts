/**
 * Virtual users: one producer per user, which submits the readings of the user's tracks. Packets are decoded by
 * ble-parsers, as on a phone. `ts` is the time of the submit minus the age of the reading within its packet.
 */
import { type ClientError, createProducer, type Producer } from '@wearwire/client-producer';
import { deviceReadings, type TimedReading } from '../ble/device-readings.js';
import type { Credentials } from '../command-line/values.js';
import { tokensFor } from '../commands/tokens-for.js';
import { Player } from './player.js';
import { type Cue, isPacket, type Track } from './track.js';

/** Maximum time that `close` waits for submitted readings to be acknowledged. */
const CLOSE_TIMEOUT_MS = 5_000;

export interface VirtualUsersOptions {
  readonly url: string;
  readonly developer: Credentials;
  readonly speed?: number;
  /** Marks every reading with `"synthetic":true`. */
  readonly isSynthetic?: boolean;
  /** Called for each submitted reading. */
  readonly onSubmit?: (user: string) => void;
  /** Called with the producer of each new user. */
  readonly onProducer?: (producer: Producer) => void;
}

export interface VirtualUsersReport {
  readonly submitted: number;
  /** Readings that were dropped or not confirmed by the broker. */
  readonly lost: number;
  /** Number of packets that could not be decoded, by `profile/id`. */
  readonly undecoded: ReadonlyMap<string, number>;
}

export class VirtualUsers implements AsyncDisposable {
  readonly #options: VirtualUsersOptions;
  readonly #player: Player;
  readonly #producers = new Map<string, Producer>();
  /** Decoders of packets, by user, profile and id. */
  readonly #decoders = new Map<string, ReturnType<typeof deviceReadings>>();
  readonly #undecoded = new Map<string, number>();
  readonly #connections: Promise<void>[] = [];
  #submitted = 0;
  #reject!: (error: ClientError) => void;
  /** Rejects when a producer has stopped with an error, such as wrong credentials. */
  readonly #failed: Promise<never>;

  constructor(options: VirtualUsersOptions) {
    this.#options = options;
    this.#player = new Player(options.speed === undefined ? {} : { speed: options.speed });
    this.#failed = new Promise((_, reject) => {
      this.#reject = reject;
    });
    // The error may come while neither `connected` nor `run` awaits it.
    this.#failed.catch(() => {});
  }

  get users(): readonly string[] {
    return [...this.#producers.keys()];
  }

  get submitted(): number {
    return this.#submitted;
  }

  /** Number of readings that the broker has acknowledged. */
  get confirmed(): number {
    let unacknowledged = 0;
    for (const { queuedEvents, unconfirmedEvents, droppedEvents } of this.#producers.values()) {
      unacknowledged += queuedEvents + unconfirmedEvents + droppedEvents;
    }
    return Math.max(0, this.#submitted - unacknowledged);
  }

  /** Adds a track of a user; the user's first track opens the connection. `startMs`: offset from the start of `run`. */
  add(user: string, track: Track, startMs = 0): void {
    const producer = this.#producers.get(user) ?? this.#connect(user);
    this.#player.add(track, startMs, (cue) => this.#emit(user, producer, cue));
  }

  /** Resolves when every user is connected; rejects when a producer has stopped with an error. */
  async connected(): Promise<void> {
    await Promise.race([Promise.all(this.#connections), this.#failed]);
  }

  /** Resolves when every track has ended or the signal is aborted; rejects when a producer has stopped with an error. */
  async run(signal: AbortSignal): Promise<void> {
    const end = new AbortController();
    try {
      await Promise.race([this.#player.run(AbortSignal.any([signal, end.signal])), this.#failed]);
    } finally {
      end.abort();
    }
  }

  /** Waits up to `CLOSE_TIMEOUT_MS` for confirmations, then closes every connection. */
  async close(): Promise<VirtualUsersReport> {
    const producers = [...this.#producers.values()];
    await Promise.all(producers.map((producer) => producer.close({ timeoutMs: CLOSE_TIMEOUT_MS })));
    // A stopped producer counts its unsent and unconfirmed events as dropped.
    const lost = producers.reduce((total, { droppedEvents }) => total + droppedEvents, 0);
    return { submitted: this.#submitted, lost, undecoded: this.#undecoded };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #connect(user: string): Producer {
    const { url, developer, onProducer } = this.#options;
    const producer = createProducer({ url, getToken: tokensFor(url, developer, { user }) });
    this.#producers.set(user, producer);
    const ready = new Promise<void>((resolve) => {
      producer.on('state', ({ state }) => {
        if (state === 'ready') resolve();
      });
    });
    this.#connections.push(ready);
    void producer.ended.then((error) => {
      if (error !== undefined) this.#reject(error);
    });
    // Final errors reject `#failed`; others are reported by state changes.
    producer.on('error', () => {});
    onProducer?.(producer);
    return producer;
  }

  #emit(user: string, producer: Producer, { emission }: Cue): void {
    const nowMs = Date.now();
    if (!isPacket(emission)) return this.#submit(user, producer, { ...emission, atMs: nowMs });
    const { profile, id, bytes } = emission;
    const readings = this.#decoderOf(user, profile, id)(bytes, nowMs);
    if (readings === undefined) {
      const name = `${profile}/${id}`;
      this.#undecoded.set(name, (this.#undecoded.get(name) ?? 0) + 1);
      return;
    }
    for (const reading of readings) this.#submit(user, producer, reading);
  }

  #decoderOf(user: string, profile: string, id: string): ReturnType<typeof deviceReadings> {
    const key = JSON.stringify([user, profile, id]);
    const decoder = this.#decoders.get(key) ?? deviceReadings(profile, id);
    this.#decoders.set(key, decoder);
    return decoder;
  }

  #submit(user: string, producer: Producer, { type, atMs, reading }: TimedReading): void {
    const { isSynthetic, onSubmit } = this.#options;
    this.#submitted++;
    onSubmit?.(user);
    producer.submit<string>(type, {
      ts: new Date(atMs).toISOString(),
      ...reading,
      ...(isSynthetic ? { synthetic: true } : {}),
    });
  }
}
