/** One event type of one user: the newest value, and the last points for charts. */
import { PointRing } from '../draw/point-ring.js';
import { SampleRing } from '../draw/sample-ring.js';
import { numberText, shortNumberText } from './reading-names.js';
import { SampleRate } from './sample-rate.js';

/** The display of a type. `other`: neither a number nor a list of numbers. */
export type ChannelKind = 'scalar' | 'vector' | 'waveform' | 'location' | 'other';

/** Maximum number of stored points (scalars and locations; vectors) and samples (waveforms). */
const SCALAR_POINTS_MAX = 2_048;
const VECTOR_POINTS_MAX = 4_096;
const SAMPLES_MAX = 8_192;
/** A longer list is treated as a waveform; a list of the type ECG always is. */
const AXES_MAX = 4;
const OTHER_TEXT_MAX = 60;

export class Channel {
  readonly type: string;
  readonly kind: ChannelKind;
  readonly points: PointRing | undefined;
  readonly samples: SampleRing | undefined;
  readonly rate = new SampleRate();
  /** Whether the page computes it from other readings. */
  readonly isDerived: boolean;
  /** Time of arrival of the newest reading, ms since 1970. */
  lastAtMs = 0;
  count = 0;
  #latest: number | readonly number[] | string = '';

  constructor(type: string, first: Readonly<Record<string, unknown>>, isDerived = false) {
    this.type = type;
    this.isDerived = isDerived;
    this.kind = kindOf(type, first);
    if (this.kind === 'scalar') this.points = new PointRing(1, SCALAR_POINTS_MAX);
    if (this.kind === 'location') this.points = new PointRing(2, SCALAR_POINTS_MAX);
    if (this.kind === 'vector') {
      this.points = new PointRing((first.d as unknown[]).length, VECTOR_POINTS_MAX);
    }
    if (this.kind === 'waveform') this.samples = new SampleRing(SAMPLES_MAX);
  }

  accept(reading: Readonly<Record<string, unknown>>, nowMs: number): void {
    this.lastAtMs = nowMs;
    this.count++;
    const { val, d } = reading;
    if (this.kind === 'other') {
      this.#latest = JSON.stringify(reading).slice(0, OTHER_TEXT_MAX);
      return;
    }
    if (this.kind === 'scalar') {
      if (typeof val !== 'number') return;
      this.#latest = val;
      this.points?.add(nowMs, [val]);
      return;
    }
    if (!isNumbers(d)) return;
    this.#latest = d;
    this.points?.add(nowMs, d);
    if (this.samples === undefined) return;
    this.samples.add(d);
    this.rate.add(d.length, Date.parse(String(reading.ts)), nowMs);
  }

  /** The newest value as a number; `undefined` if it is not a number. */
  get number(): number | undefined {
    return typeof this.#latest === 'number' ? this.#latest : undefined;
  }

  /** The newest value as text, without its unit. */
  get text(): string {
    const latest = this.#latest;
    if (typeof latest === 'number') return numberText(this.type, latest);
    if (typeof latest === 'string') return latest;
    if (this.kind === 'waveform') {
      const rate = Math.round(this.rate.perSecond);
      return rate > 0 ? `${rate} samples/s` : `${latest.length} samples`;
    }
    return latest.map((value) => numberText(this.type, value)).join(', ');
  }

  /** Like `text`, but axes and positions have fewer digits, so that a list fits on a card. */
  get shortText(): string {
    const latest = this.#latest;
    const isList = this.kind === 'vector' || this.kind === 'location';
    if (!isList || typeof latest !== 'object') return this.text;
    return latest.map((value) => shortNumberText(this.type, value)).join(', ');
  }
}

function kindOf(type: string, { val, d }: Readonly<Record<string, unknown>>): ChannelKind {
  if (typeof val === 'number') return 'scalar';
  if (!isNumbers(d) || d.length === 0) return 'other';
  if (type === 'LOCATION' && d.length === 2) return 'location';
  return type === 'ECG' || d.length > AXES_MAX ? 'waveform' : 'vector';
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'number');
}
