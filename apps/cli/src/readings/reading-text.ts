/** A reading as a person reads it: time, user, type, value with unit. Pure. */
import { eventTypeInfo } from '@wearwire/protocol';
import type { Paint } from '../line/paint.js';

/** What is shown of an event of any type. */
export interface PlainEvent {
  readonly seq: number;
  readonly uid: string;
  readonly type: string;
  readonly reading: object;
  readonly receivedAtMs: number;
}

/** Of a list of samples so many are shown. */
const SAMPLES_SHOWN = 3;

/** One line; `more` stands at its end. */
export function readingText(event: PlainEvent, paint: Paint, more = ''): string {
  const { seq, uid, type, reading, receivedAtMs } = event;
  const value = valueText(type, reading);
  const parts = [
    paint.faint(clockText(receivedAtMs)),
    paint.faint(`#${String(seq).padEnd(6)}`),
    printable(uid).padEnd(8),
    printable(type).padEnd(12),
    paint.value(value.padEnd(more === '' ? 0 : 12)),
    paint.faint(more),
  ];
  return parts.filter(Boolean).join(' ').trimEnd();
}

/** `83 bpm`, `0.12, 0.08, 9.81 m/s²`; for what is not known the reading as JSON. */
export function valueText(type: string, reading: object): string {
  const { val, d } = reading as { readonly val?: unknown; readonly d?: unknown };
  const unit = eventTypeInfo(type)?.unit ?? '';
  if (typeof val === 'number') return `${rounded(val)} ${unit}`.trimEnd();
  if (Array.isArray(d) && d.every((one) => typeof one === 'number')) {
    const shown = d.slice(0, SAMPLES_SHOWN).map(rounded).join(', ');
    const others = d.length > SAMPLES_SHOWN ? `, … (${d.length})` : '';
    return `${shown}${others} ${unit}`.trimEnd();
  }
  return printable(JSON.stringify(reading));
}

/** `0.84 ms`, `12.3 ms`, `345 ms`. */
export function latencyText(ms: number): string {
  return `${ms.toFixed(ms < 1 ? 2 : ms < 100 ? 1 : 0)} ms`;
}

/** What others send must not move the cursor of our terminal. */
export function printable(value: string): string {
  return value.replaceAll(/\p{Cc}/gu, '·');
}

function rounded(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return String(Number(value.toFixed(Number.isInteger(value) ? 0 : digits)));
}

/** Time of day of this machine, to the ms. */
function clockText(ms: number): string {
  const date = new Date(ms);
  const part = (value: number, digits = 2): string => String(value).padStart(digits, '0');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map((value) => part(value));
  return `${clock.join(':')}.${part(date.getMilliseconds(), 3)}`;
}
