/** Formats a reading as text: time, seq, user, type, value with unit. Pure. */
import { eventTypeInfo } from '@wearwire/protocol';
import type { Paint } from '../command-line/paint.js';
import { printable } from '../command-line/terminal-text.js';

/** An event as a consumer receives it, of any type. */
export interface ReceivedEvent {
  readonly seq: number;
  readonly uid: string;
  readonly type: string;
  readonly reading: object;
  readonly receivedAtMs: number;
}

/** Number of samples shown of a list. */
const SAMPLES_SHOWN = 3;

export interface ReadingTextOptions {
  /** Text at the end of the line. */
  readonly more?: string;
  /** Whether to add the time of arrival if it differs from the reading's own. Default: true. */
  readonly showsArrival?: boolean;
}

/** If the reading's own time and its arrival differ by more, both are shown. */
const TIME_DIFFERENCE_MAX_MS = 2_000;

/** Returns one line. Its time is the reading's `ts`, or the time of arrival if `ts` is missing or not a date. */
export function readingText(
  event: ReceivedEvent,
  paint: Paint,
  { more = '', showsArrival = true }: ReadingTextOptions = {},
): string {
  const { seq, uid, type, reading, receivedAtMs } = event;
  const measuredAtMs = timeOf(reading) ?? receivedAtMs;
  const differs = Math.abs(receivedAtMs - measuredAtMs) > TIME_DIFFERENCE_MAX_MS;
  const arrival = showsArrival && differs ? `arrived ${clockText(receivedAtMs)}` : '';
  const rest = [more, arrival].filter(Boolean).join(' ');
  const value = valueText(type, reading);
  const parts = [
    paint.faint(timeText(measuredAtMs, receivedAtMs)),
    paint.faint(`#${String(seq).padEnd(6)}`),
    printable(uid).padEnd(8),
    printable(type).padEnd(12),
    paint.value(value.padEnd(rest === '' ? 0 : 12)),
    paint.faint(rest),
  ];
  return parts.filter(Boolean).join(' ').trimEnd();
}

/** The reading's `ts` in ms since 1970, or `undefined` if it is not a date. */
export function timeOf(reading: object): number | undefined {
  const { ts } = reading as { readonly ts?: unknown };
  const ms = typeof ts === 'string' ? Date.parse(ts) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

/** `83 bpm`, `0.12, 0.08, 9.81 m/s²`; the reading as JSON if it has another shape. */
export function valueText(type: string, reading: object): string {
  const { val, d } = reading as { readonly val?: unknown; readonly d?: unknown };
  const unit = eventTypeInfo(type)?.unit ?? '';
  if (typeof val === 'number') return `${numberText(val)} ${unit}`.trimEnd();
  if (Array.isArray(d) && d.every((sample) => typeof sample === 'number')) {
    const shown = d.slice(0, SAMPLES_SHOWN).map(numberText).join(', ');
    const others = d.length > SAMPLES_SHOWN ? `, … (${d.length})` : '';
    return `${shown}${others} ${unit}`.trimEnd();
  }
  return printable(JSON.stringify(reading));
}

/** `0.84 ms`, `12.3 ms`, `345 ms`. */
export function latencyText(ms: number): string {
  return `${ms.toFixed(ms < 1 ? 2 : ms < 100 ? 1 : 0)} ms`;
}

function numberText(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return String(Number(value.toFixed(Number.isInteger(value) ? 0 : digits)));
}

/** The time of day, preceded by the date if that is not the day of arrival. */
function timeText(ms: number, receivedAtMs: number): string {
  const date = new Date(ms);
  if (date.toDateString() === new Date(receivedAtMs).toDateString()) return clockText(ms);
  const part = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${part(date.getMonth() + 1)}-${part(date.getDate())}`;
  return `${day} ${clockText(ms)}`;
}

/** Local time of day with milliseconds. */
function clockText(ms: number): string {
  const date = new Date(ms);
  const part = (value: number, digits = 2): string => String(value).padStart(digits, '0');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map((value) => part(value));
  return `${clock.join(':')}.${part(date.getMilliseconds(), 3)}`;
}
