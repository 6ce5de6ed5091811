/**
 * Renders a user as one line: heart symbol, heart rate, its last minute, other values, seq, latency. On a narrow
 * terminal the columns in the middle are omitted.
 */
import { clip, type Paint, widthOf } from '../command-line/paint.js';
import { printable } from '../command-line/terminal-text.js';
import { latencyText, valueText } from '../readings/reading-text.js';
import { sparkline } from './sparkline.js';
import type { UserRow } from './state.js';

const COLUMNS = { uid: 7, heart: 2, rate: 7, seq: 8, latency: 9 } as const;
const FIXED_COLUMNS = Object.values(COLUMNS).reduce((sum, width) => sum + width, 0);
/** Width of `336 W   99 rpm   8.32 m/s` and a margin. */
const MORE_COLUMNS = 30;
const SPARKLINE_COLUMNS = { min: 8, max: 40 } as const;
/** The sparkline's height covers at least this range. */
const SPARKLINE_SPAN_MIN_BPM = 16;
/** Fraction of a beat during which the heart symbol is filled. */
const FILLED_FRACTION = 0.35;
const NO_VALUE = '–';

export function renderUser(row: UserRow, width: number, paint: Paint): string {
  const room = width - FIXED_COLUMNS;
  const hasMore = room >= MORE_COLUMNS + SPARKLINE_COLUMNS.min;
  const sparkColumns = Math.min(SPARKLINE_COLUMNS.max, room - (hasMore ? MORE_COLUMNS : 0) - 2);
  const parts = [
    paint.strong(alignLeft(clip(printable(row.uid), COLUMNS.uid - 1), COLUMNS.uid)),
    alignLeft(heartText(row, paint), COLUMNS.heart),
    rateText(row, paint),
  ];
  if (sparkColumns >= SPARKLINE_COLUMNS.min) {
    parts.push('  ', alignLeft(paint.value(bars(row, sparkColumns)), sparkColumns));
  }
  if (hasMore) parts.push(alignLeft(`  ${moreText(row)}`, MORE_COLUMNS));
  parts.push(paint.faint(alignRight(row.seq === undefined ? '' : `#${row.seq}`, COLUMNS.seq)));
  const latency = row.latencyMs === undefined ? '' : latencyText(row.latencyMs);
  parts.push(alignRight(latency, COLUMNS.latency));
  return parts.join('');
}

function heartText({ heartRateBpm, beat }: UserRow, paint: Paint): string {
  if (heartRateBpm === undefined) return paint.faint('♡');
  if (beat < FILLED_FRACTION) return paint.heart('♥');
  const hasColours = paint.resting('x') !== 'x';
  // Without colours the beat is shown by the shape.
  return hasColours ? paint.resting('♥') : '♡';
}

function rateText({ heartRateBpm }: UserRow, paint: Paint): string {
  const text = heartRateBpm === undefined ? NO_VALUE : String(heartRateBpm);
  return `${paint.strong(alignRight(text, 3))} ${paint.faint('bpm')}`;
}

function bars({ heartRates }: UserRow, columns: number): string {
  return sparkline(heartRates, columns, SPARKLINE_SPAN_MIN_BPM);
}

/** Up to three values other than the heart rate. */
function moreText({ values }: UserRow): string {
  const texts = [...values].map(([type, val]) =>
    type === 'RR_INTERVAL' ? `RR ${Math.round(val)} ms` : valueText(type, { val }),
  );
  return clip(
    texts
      .slice(0, 3)
      .map((text) => text.padEnd(8))
      .join(' ')
      .trimEnd(),
    MORE_COLUMNS - 3,
  );
}

function alignLeft(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

function alignRight(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text;
}
