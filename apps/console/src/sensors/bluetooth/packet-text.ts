/** A packet as text: its bytes in hex, and each decoded field with its unit from the catalog of the decoders. Pure. */
import { PmdStream, type Reading } from '@wearwire/ble-parsers';
import { catalog } from '@wearwire/ble-parsers/catalog';

export interface PacketField {
  readonly name: string;
  readonly value: string;
  readonly unit: string;
}

export interface PacketText {
  /** Name of the characteristic, such as `Heart Rate Measurement`. */
  readonly name: string;
  readonly fields: readonly PacketField[];
}

const HEX_BYTES_MAX = 96;
/** Number of shown elements of a list. */
const LIST_MAX = 6;
const PMD_DATA = 'FB005C8202E7F3871CAD8ACD2D8DF0C8';
const PMD_CONTROL = 'FB005C8102E7F3871CAD8ACD2D8DF0C8';

/** `id`: id of the characteristic, in the notation of the decoders. `value`: the decoded value. */
export function packetText(id: string, bytes: Uint8Array, value: object): PacketText {
  const catalogId = catalogIdOf(id, bytes);
  const meta = catalog.find((one) => one.id === catalogId && one.profile !== 'ant');
  const units: Readonly<Record<string, string>> = meta?.fields ?? {};
  const fields = Object.entries(value)
    .filter(([name, one]) => one !== undefined && Object.hasOwn(units, name))
    .map(([name, one]) => {
      const unit = units[name] ?? '';
      return { name: wordsOf(name, unit !== ''), value: valueText(one), unit };
    });
  return { name: meta?.name ?? id, fields };
}

/** `HEART_RATE 71 bpm` */
export function readingText(reading: Reading): string {
  const value = 'val' in reading ? reading.val : reading.d;
  return `${reading.type} ${valueText(value)} ${reading.unit}`.trim();
}

/** `16 48 40 03` */
export function hexText(bytes: Uint8Array): string {
  const shown = [...bytes.subarray(0, HEX_BYTES_MAX)];
  const text = shown.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return bytes.length > HEX_BYTES_MAX ? `${text} … (${bytes.length} bytes)` : text;
}

function catalogIdOf(id: string, bytes: Uint8Array): string {
  if (id === PMD_CONTROL) return 'CONTROL_POINT';
  if (id !== PMD_DATA) return id;
  const stream = (bytes[0] ?? 0xff) & 0x3f;
  return Object.entries(PmdStream).find(([, number]) => number === stream)?.[0] ?? id;
}

/** `rrIntervalsMs` becomes `rr intervals` if its unit is shown; `rrIntervalsRaw` becomes `rr intervals raw`. */
function wordsOf(name: string, hasUnit: boolean): string {
  const words = name.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
  const isUnitLast = hasUnit && words.length > 1 && words.at(-1) !== 'raw';
  return (isUnitLast ? words.slice(0, -1) : words).join(' ');
}

function valueText(value: unknown): string {
  if (typeof value === 'number') return String(Math.round(value * 1_000) / 1_000);
  if (Array.isArray(value)) {
    const shown = value.slice(0, LIST_MAX).map(valueText).join(', ');
    return value.length > LIST_MAX ? `${shown}, … (${value.length})` : shown || 'none';
  }
  if (value instanceof Uint8Array) return hexText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).filter(([, one]) => typeof one !== 'function');
  return entries.map(([name, one]) => `${wordsOf(name, false)} ${valueText(one)}`).join(' ');
}
