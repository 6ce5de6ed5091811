/**
 * Decodes the packets of a whole device with any characteristics. Collects the context that decoders need, returns
 * each quantity from one characteristic only (`source-rank.ts`), and reports when a quantity has no current value
 * (`silence.ts`). Uses `createDeviceDecoder`, which handles a single characteristic.
 *
 * The caller handles Bluetooth and passes read or notified values to `next` and written ones to `written`.
 */
import { type ByteSource, bytesFrom } from '../bytes-from.js';
import type { DeviceContext } from '../device/context.js';
import { createDeviceDecoder, type DeviceDecoder } from '../device/create-device-decoder.js';
import { withJson } from '../json.js';
import type { PolarControlPoint } from '../polar-pmd/control-point.js';
import { PMD_CONTROL_POINT, PMD_DATA } from '../polar-pmd/uuids.js';
import { toReadings } from '../readings/to-readings.js';
import type { Reading, ReadingType } from '../readings/types.js';
import { uuidKey } from '../registry-id.js';
import { type DecodeResult, failure } from '../result.js';
import { PmdStreams } from './pmd-streams.js';
import { type SessionClock, SilenceWatch } from './silence.js';
import { SourceRanking } from './source-rank.js';

/** Options of a session. Values that the device reports itself (Polar factors and rates) are not needed. */
export interface DeviceSessionOptions extends DeviceContext {
  /** The profile of the ids. Default `gatt`, which includes proprietary UUIDs. */
  readonly profile?: string;
  /** Time in ms after which a momentary value that is no longer sent expires. Default 5000. */
  readonly silenceMs?: number;
  /** Called with types whose values have expired. If not set, no timer runs. */
  readonly onSilence?: (types: ReadingType[]) => void;
  /** Default: the clock and the timers of the system. */
  readonly clock?: SessionClock;
}

/** A decoded packet. */
export interface SessionPacket {
  /** All decoded and derived fields. */
  readonly value: object;
  /** Its readings, without types for which another characteristic of the device is preferred. */
  readonly readings: readonly Reading[];
}

/** Decodes the packets of one device with all its characteristics. */
export interface DeviceSession {
  /**
   * Decodes a value that was notified by, or read from, the characteristic `id`. Accepts bytes in any form of
   * `bytesFrom`; a string is Base64. `receivedAtMs` defaults to the clock. Never throws.
   */
  next(id: string, bytes: ByteSource, receivedAtMs?: number): DecodeResult<SessionPacket>;
  /**
   * Reports a value that was written to a characteristic. The session reads the settings of streams from
   * written values.
   */
  written(id: string, bytes: ByteSource): void;
  /** The latest reading of each type, without expired momentary values. */
  readonly current: { readonly [T in ReadingType]?: Reading };
  /** The latest value of every field of every characteristic. */
  readonly view: object;
  /** Clears values and derived state, but keeps stream settings and sensor location. Call it after a reconnect. */
  reset(): void;
  /** Stops the timer, if there is one, and expires the momentary values. The session can be used again. */
  close(): void;
}

const SILENCE_MS = 5000;

declare const setTimeout: (callback: () => void, ms: number) => unknown;
declare const clearTimeout: (handle: unknown) => void;

const systemClock: SessionClock = {
  now: () => Date.now(),
  setTimeout: (callback, ms) => {
    const handle = setTimeout(callback, ms) as { unref?: () => void };
    // In Node this timer, which only detects silence, must not keep a program running.
    handle.unref?.();
    return handle;
  },
  clearTimeout: (handle) => clearTimeout(handle),
};

/** Creates a session for one device. */
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
  /** Sensor location, from the characteristic of that name. */
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
    this.#updateContext(key, value);
    const readings = this.#isRepeated(key, value) ? [] : this.#readingsOf(key, value, receivedAtMs);
    for (const reading of readings) this.#current[reading.type] = reading;
    this.#silence.received(readings.map(({ type }) => type));
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

  /** Updates the context of the decoders from a decoded value. */
  #updateContext(key: string, value: object): void {
    if (key === '2A38') this.#site = (value as { location?: string }).location;
    if (key !== PMD_CONTROL_POINT) return;
    const packet = value as PolarControlPoint;
    // The next frame creates a new decoder, with the settings of the started stream.
    if (packet.kind === 'response' && this.#streams.responded(packet)) {
      this.#decoders.delete(PMD_DATA);
    }
  }

  /** Returns whether the packet repeats the previous one, because an advertisement is received several times. */
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
