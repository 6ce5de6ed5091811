/** Renders a sensor as one line: id, name, kind, user, values or state, signal, battery, counts. Pure. */
import type { SensorRow, ShownValue } from '@wearwire/gateway';
import type { Paint } from '../command-line/paint.js';
import { clip, widthOf } from '../command-line/paint.js';
import { printable } from '../command-line/terminal-text.js';

const COLUMNS = { id: 18, name: 16, kind: 20, user: 9, values: 34, signal: 9, battery: 6 } as const;
const VALUES_SHOWN = 3;
const NO_VALUE = '–';

export function sensorLine(row: SensorRow, paint: Paint): string {
  const { id, name = NO_VALUE, kinds, user, rssiDbm, batteryPercent, submitted, waiting } = row;
  const shownUser =
    user === undefined ? paint.faint(fit(NO_VALUE, COLUMNS.user)) : fit(user, COLUMNS.user);
  const counts = user === undefined ? '' : `${submitted} submitted, ${waiting} waiting`;
  return [
    paint.strong(fit(id, COLUMNS.id)),
    fit(name, COLUMNS.name),
    fit(mainKind(kinds), COLUMNS.kind),
    shownUser,
    valuesOrState(row, paint),
    fit(rssiDbm === undefined ? NO_VALUE : `${rssiDbm} dBm`, COLUMNS.signal),
    fit(batteryPercent === undefined ? NO_VALUE : `${batteryPercent} %`, COLUMNS.battery),
    paint.faint(counts),
  ]
    .join(' ')
    .trimEnd();
}

/** The newest values; without values, the state of the sensor. */
function valuesOrState({ values, state, detail }: SensorRow, paint: Paint): string {
  const entries = Object.entries(values).filter(([type]) => type !== 'BATTERY');
  if (entries.length > 0) {
    const texts = entries.slice(0, VALUES_SHOWN).map(([type, value]) => shortValue(type, value));
    return paint.value(fit(texts.join(' · '), COLUMNS.values));
  }
  return paint.warning(fit(detail === undefined ? state : `${state}: ${detail}`, COLUMNS.values));
}

/** The kinds other than Battery and Device Information, which most sensors have. */
function mainKind(kinds: readonly string[]): string {
  const main = kinds.filter((kind) => kind !== 'Battery' && kind !== 'Device Information');
  return main.join(', ') || NO_VALUE;
}

function shortValue(type: string, { val, d, unit }: ShownValue): string {
  if (val !== undefined) return `${numberText(val)} ${unit}`.trimEnd();
  if (d !== undefined && d.length > 3) return `${type} (${d.length})`;
  return `${(d ?? []).map(numberText).join(', ')} ${unit}`.trimEnd();
}

function numberText(value: number): string {
  return String(Number(value.toFixed(Math.abs(value) >= 100 ? 0 : 2)));
}

function fit(text: string, width: number): string {
  const clipped = clip(printable(text), width);
  return clipped + ' '.repeat(Math.max(0, width - widthOf(clipped)));
}
