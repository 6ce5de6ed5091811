/** The readings of one user: a channel per event type, source, battery, time of the last arrival. */
import { Channel } from './channel.js';
import { HeartRateVariability } from './heart-rate-variability.js';

/** Maximum number of types per user; readings of further types are counted. */
const CHANNELS_MAX = 48;
const SOURCE_CHARACTERS_MAX = 40;

type Reading = Readonly<Record<string, unknown>>;

export class UserReadings {
  readonly uid: string;
  readonly channels = new Map<string, Channel>();
  /** Number of readings of types beyond `CHANNELS_MAX`. */
  unshown = 0;
  lastAtMs = 0;
  /** The `source` or `device` of the newest reading that has one; empty if none has. */
  source = '';
  /** Whether any reading was marked as synthetic. */
  isSynthetic = false;
  readonly #variability = new HeartRateVariability();

  constructor(uid: string) {
    this.uid = uid;
  }

  /** Returns whether a channel was added. */
  accept(type: string, reading: Reading, nowMs: number): boolean {
    this.lastAtMs = nowMs;
    if (reading.synthetic === true) this.isSynthetic = true;
    const source = reading.source ?? reading.device;
    if (typeof source === 'string') this.source = source.slice(0, SOURCE_CHARACTERS_MAX);
    const isNew = this.#addToChannel(type, reading, nowMs);
    return this.#derive(type, reading, nowMs) || isNew;
  }

  /** The channel that a card shows large: the heart rate, otherwise the first scalar; `undefined` if there is none. */
  get hero(): Channel | undefined {
    const { channels } = this;
    return (
      channels.get('HEART_RATE') ?? [...channels.values()].find((one) => one.kind === 'scalar')
    );
  }

  get batteryPercent(): number | undefined {
    return this.channels.get('BATTERY')?.number;
  }

  #addToChannel(type: string, reading: Reading, nowMs: number, isDerived = false): boolean {
    let channel = this.channels.get(type);
    const isNew = channel === undefined;
    if (channel === undefined) {
      if (this.channels.size >= CHANNELS_MAX) {
        this.unshown++;
        return false;
      }
      channel = new Channel(type, reading, isDerived);
      this.channels.set(type, channel);
    }
    channel.accept(reading, nowMs);
    return isNew;
  }

  /** Computes HRV from RR intervals, unless the wearable sends it. */
  #derive(type: string, { val }: Reading, nowMs: number): boolean {
    if (type !== 'RR_INTERVAL' || typeof val !== 'number') return false;
    const known = this.channels.get('HRV');
    if (known !== undefined && !known.isDerived) return false;
    const rmssd = this.#variability.add(val, nowMs);
    return rmssd !== undefined && this.#addToChannel('HRV', { val: rmssd }, nowMs, true);
  }
}
