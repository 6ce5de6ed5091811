/**
 * One object for a whole device, whatever characteristics it has: decodes their packets, gathers the context
 * that decoders need by itself, gives each quantity once (`source-rank.ts`), and tells when a quantity has
 * no value any more (`silence.ts`). Above `createDeviceDecoder`, which knows one characteristic.
 *
 * Bluetooth stays with the caller: `next` takes what was read or notified, `written` what was written.
 */
import { type ByteSource, bytesFrom } from '../bytes-from.js';
import type { DeviceContext } from '../device/context.js';
import { createDeviceDecoder, type DeviceDecoder } from '../device/create-device-decoder.js';
import { withJson } from '../json.js';
import type { PolarControlPoint } from '../polar-pmd/control-point.js';
import { toReadings } from '../readings/to-readings.js';
import type { Reading, ReadingType } from '../readings/types.js';
import { uuidKey } from '../registry-id.js';
import { type DecodeResult, failure } from '../result.js';
import { PmdStreams } from './pmd-streams.js';
import { type SessionClock, SilenceWatch } from './silence.js';
import { SourceRanking } from './source-rank.js';

/** How a session decodes. What the device itself tells (Polar factors and rates) need not be given. */
export interface DeviceSessionOptions extends DeviceContext {
  /** The profile of the ids. Default `gatt`, under which proprietary UUIDs are found, too. */
  readonly profile?: string;
  /** A quantity that nothing has sent for this long, in ms, has no value. Default 5000. */
  readonly silenceMs?: number;
  /** Told when quantities have fallen silent; without it no timer runs. */
  readonly onSilence?: (types: ReadingType[]) => void;
  /** Default: the clock and the timers of the system. */
  readonly clock?: SessionClock;
}

/** What a packet gave. */
export interface SessionPacket {
  /** All that the decoder and the reducers found. */
  readonly value: object;
  /** Its readings, without those that another characteristic of the device tells better. */
  readonly readings: readonly Reading[];
}

/** One device with all its characteristics. */
export interface DeviceSession {
  /**
   * Decodes what was notified by, or read from, the characteristic `id`: bytes in any form of `bytesFrom`, a
   * text being Base64. `receivedAtMs` defaults to the clock. Never throws.
   */
  next(id: string, bytes: ByteSource, receivedAtMs?: number): DecodeResult<SessionPacket>;
  /** Tells what was written to a characteristic; the session learns the settings of streams from it. */
  written(id: string, bytes: ByteSource): void;
  /** The latest reading of each type; a quantity that has fallen silent is missing. */
  readonly current: { readonly [T in ReadingType]?: Reading };
  /** What is known of the device: the latest of every field of every characteristic. */
  readonly view: object;
  /** To be called after a reconnect: forgets what was derived and the values, keeps stream settings. */
  reset(): void;
  /** Stops the timer, if there is one. The session can be used again. */
  close(): void;
}

const SILENCE_MS = 5000;
const PMD_CONTROL_POINT = 'FB005C8102E7F3871CAD8ACD2D8DF0C8';
const PMD_DATA = 'FB005C8202E7F3871CAD8ACD2D8DF0C8';

declare const setTimeout: (callback: () => void, ms: number) => unknown;
declare const clearTimeout: (handle: unknown) => void;

const systemClock: SessionClock = {
  now: () => Date.now(),
  setTimeout: (callback, ms) => {
    const handle = setTimeout(callback, ms) as { unref?: () => void };
    // In Node a timer that only tells of silence must not keep a program running.
    handle.unref?.();
    return handle;
  },
  clearTimeout: (handle) => clearTimeout(handle),
};

/** A session for one device. */
export function createDeviceSession(options: DeviceSessionOptions = {}): DeviceSession {
  return new Session(options);
}

class Session implements DeviceSession {
  readonly #options: DeviceSessionOptions;
  readonly #clock: SessionClock;
  readonly #silence: SilenceWatch;
  readonly #streams = new PmdStreams();
  readonly #decoders = new Map<string, DeviceDecoder>();
  #ranking: SourceRanking;
  #current: { [T in ReadingType]?: Reading } = {};
  /** Where on the body, from the sensor location characteristic. */
  #site: string | undefined;
  /** The last frame counter of each source that numbers its frames and repeats them. */
  readonly #frames = new Map<string, number>();

  constructor(options: DeviceSessionOptions) {
    const { clock = systemClock, silenceMs = SILENCE_MS } = options;
    this.#options = options;
    this.#clock = clock;
    this.#ranking = new SourceRanking(silenceMs);
    this.#silence = new SilenceWatch(clock, silenceMs, options.onSilence);
  }

  next(
    id: string,
    source: ByteSource,
    receivedAtMs: number = this.#clock.now(),
  ): DecodeResult<SessionPacket> {
    const bytes = bytesFrom(source);
    if (bytes === undefined) return failure('not-bytes');
    const key = uuidKey(String(id));
    const result = this.#decoderOf(key, String(id)).next(bytes, receivedAtMs);
    if (!result.ok) return result;
    const { value } = result;
    this.#learn(key, value);
    const readings = this.#isRepeated(key, value) ? [] : this.#readingsOf(key, value, receivedAtMs);
    for (const reading of readings) this.#current[reading.type] = reading;
    this.#silence.heard(readings.map(({ type }) => type));
    return { ok: true, value: { value, readings } };
  }

  written(id: string, source: ByteSource): void {
    const bytes = bytesFrom(source);
    if (bytes && uuidKey(String(id)) === PMD_CONTROL_POINT) this.#streams.written(bytes);
  }

  get current(): { readonly [T in ReadingType]?: Reading } {
    const entries = Object.entries(this.#current) as [ReadingType, Reading][];
    return Object.fromEntries(entries.filter(([type]) => !this.#silence.isSilent(type)));
  }

  get view(): object {
    const views = [...this.#decoders.values()].map((decoder) => decoder.view);
    return withJson(Object.assign({}, ...views));
  }

  reset(): void {
    for (const decoder of this.#decoders.values()) decoder.reset();
    this.#ranking = new SourceRanking(this.#options.silenceMs ?? SILENCE_MS);
    this.#frames.clear();
    this.#current = {};
    this.#silence.clear();
  }

  close(): void {
    this.#silence.clear();
  }

  #decoderOf(key: string, id: string): DeviceDecoder {
    const known = this.#decoders.get(key);
    if (known !== undefined) return known;
    const { profile = 'gatt', clock, onSilence, silenceMs, ...context } = this.#options;
    const streams = { ...context.streams, ...this.#streams.settings };
    const decoder = createDeviceDecoder({ ...context, streams, profile, id });
    this.#decoders.set(key, decoder);
    return decoder;
  }

  /** Takes context for the decoders out of what was decoded. */
  #learn(key: string, value: object): void {
    if (key === '2A38') this.#site = (value as { location?: string }).location;
    if (key !== PMD_CONTROL_POINT) return;
    const answer = value as PolarControlPoint;
    // The decoder of the streams is made anew with the settings of the stream that was started.
    if (answer.kind === 'response' && this.#streams.responded(answer)) {
      this.#decoders.delete(PMD_DATA);
    }
  }

  /** Advertisements are heard several times each. */
  #isRepeated(key: string, value: object): boolean {
    const { frameCounter } = value as { frameCounter?: number };
    if (frameCounter === undefined) return false;
    const isSame = this.#frames.get(key) === frameCounter;
    this.#frames.set(key, frameCounter);
    return isSame;
  }

  #readingsOf(key: string, value: object, atMs: number): Reading[] {
    const readings = this.#ranking.accept(toReadings<object>(value), key, atMs);
    const site = this.#site;
    if (site === undefined || key !== '2A37') return readings;
    return readings.map((reading) => ({ ...reading, quality: { ...reading.quality, site } }));
  }
}
