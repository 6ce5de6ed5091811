/**
 * Display names and values of event types: `HEART_RATE` is `Heart rate`, 72.4 bpm is `72`. Uses maps instead of
 * objects, because a type may be called `constructor`.
 */
import { eventTypeInfo } from '@wearwire/protocol';

const NAMES = new Map(
  Object.entries({
    ECG: 'ECG',
    HRV: 'HRV',
    MET: 'MET',
    RR_INTERVAL: 'RR interval',
    STEPS_CADENCE: 'Step cadence',
    BIKE_CADENCE: 'Cadence',
  }),
);

/** Units of types that the protocol does not define but our decoders return. */
const MORE_UNITS = new Map([['BATTERY', '%']]);

/** Decimal digits; for other types they depend on the magnitude of the number. */
const DIGITS = new Map(
  Object.entries({
    HEART_RATE: 0,
    RR_INTERVAL: 0,
    HRV: 0,
    STEPS: 0,
    POWER: 0,
    BIKE_CADENCE: 0,
    BATTERY: 0,
    CALORIES: 0,
    LOCATION: 5,
    CORE_TEMPERATURE: 2,
  }),
);

export function nameOf(type: string): string {
  const known = NAMES.get(type);
  if (known !== undefined) return known;
  const words = type.replaceAll('_', ' ');
  return /^[A-Z0-9 ]+$/.test(words) ? words[0] + words.slice(1).toLowerCase() : type;
}

export function unitOf(type: string): string {
  return eventTypeInfo(type)?.unit ?? MORE_UNITS.get(type) ?? '';
}

export function numberText(type: string, value: number): string {
  const size = Math.abs(value);
  return textOf(value, DIGITS.get(type) ?? (size >= 100 ? 0 : size >= 10 ? 1 : 2));
}

/** Formats one of several numbers on a card. A coordinate has 3 decimal digits, about 100 m. */
export function shortNumberText(type: string, value: number): string {
  return textOf(value, type === 'LOCATION' ? 3 : Math.abs(value) >= 10 ? 0 : 1);
}

function textOf(value: number, digits: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  return (size >= 1e7 ? value.toExponential(2) : value.toFixed(digits)).replace('-', '−');
}
