/**
 * Parses a CSV recording. Either each line is a point in time and each column a quantity (an empty cell means no value;
 * for heart rate, no skin contact), or each line is one reading with a type and a value. Heart rate and the quantities
 * of a bike are encoded as the packets that such a sensor sends (0x2A37, 0x2AD2); a location becomes a reading.
 */
import { encodeHeartRateMeasurement } from '@wearwire/ble-parsers';
import { type CsvError, parse } from 'csv-parse/sync';
import { bikePacket, KMH_PER_MPS } from '../sensors/bike.js';
import type { Cue } from '../wearables/track.js';
import { type Columns, columnsOf, type Quantity } from './csv-columns.js';
import type { Recording } from './recording.js';

type Row = ReadonlyMap<Quantity, number>;
type Emission = Cue['emission'];

const SEPARATORS = [',', ';', '\t'];

/** One function per sensor. Each returns what its sensor emits for a row, or `undefined` for nothing. */
const CONVERTERS: readonly ((row: Row, columns: Columns) => Emission | undefined)[] = [
  strapEmission,
  bikeEmission,
  locationEmission,
];

interface Line {
  readonly number: number;
  readonly cells: readonly string[];
}

/** Throws an `Error` that names the line. */
export function parseCsv(contents: string): Recording {
  const separator = separatorOf(contents);
  const [head, ...lines] = readLines(contents, separator);
  const columns = columnsOf(head?.cells ?? []);
  const hasDecimalCommas = separator !== ',';
  const tracks = new Map<string, Cue[]>();
  let firstMs: number | undefined;
  for (const line of lines) {
    const ms = timeOf(line, columns);
    firstMs ??= ms;
    const user = (columns.user === undefined ? undefined : line.cells[columns.user]) ?? '';
    const track = tracks.get(user) ?? [];
    tracks.set(user, track);
    for (const emission of emissionsOf(line, columns, hasDecimalCommas)) {
      track.push({ atMs: ms - firstMs, emission });
    }
  }
  for (const track of tracks.values()) track.sort((a, b) => a.atMs - b.atMs);
  return { tracks, ignoredColumns: columns.ignoredColumns };
}

/** The separator that splits the first line into the most cells. */
function separatorOf(contents: string): string {
  const [head = ''] = contents.split('\n', 1);
  const counts = SEPARATORS.map((separator) => head.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] as string;
}

function readLines(contents: string, delimiter: string): Line[] {
  try {
    const records = parse(contents, {
      delimiter,
      info: true,
      relax_column_count_less: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ number: info.lines, cells: record }));
  } catch (cause) {
    const { code, lines } = cause as CsvError & { readonly lines?: number };
    const reason =
      code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH'
        ? 'more values than columns'
        : 'unclosed quote, or a quote in the middle of a value';
    throw new Error(`line ${lines ?? '?'}: ${reason}`, { cause });
  }
}

function timeOf({ number, cells }: Line, { time }: Columns): number {
  const text = cells[time.index] ?? '';
  if (text === '')
    throw new Error(`line ${number}: "${time.name}" is empty; every line needs a time`);
  const ms = time.read(text);
  if (Number.isFinite(ms)) return ms;
  throw new Error(`line ${number}: "${time.name}" is ${JSON.stringify(text)}; expected a time`);
}

function emissionsOf(line: Line, columns: Columns, hasDecimalCommas: boolean): Emission[] {
  const row = new Map<Quantity, number>();
  for (const [quantity, index] of columns.quantities) {
    const text = line.cells[index] ?? '';
    if (text === '') continue;
    const value = Number(hasDecimalCommas ? text.replace(',', '.') : text);
    if (!Number.isFinite(value)) {
      throw new Error(
        `line ${line.number}: "${quantity}" is ${JSON.stringify(text)}; expected a number`,
      );
    }
    row.set(quantity, value);
  }
  const { reading } = columns;
  const emissions = CONVERTERS.flatMap((convert) => convert(row, columns) ?? []);
  return reading === undefined ? emissions : [...emissions, readingOf(line, reading)];
}

/** Parses a value as `export` writes it: a number, numbers separated by spaces, or a JSON object. */
function readingOf(
  { number, cells }: Line,
  { type, val }: { type: number; val: number },
): Emission {
  const text = cells[val] ?? '';
  const numbers = text.split(' ').map(Number);
  if (text !== '' && numbers.every(Number.isFinite)) {
    const reading = numbers.length === 1 ? { val: numbers[0] } : { d: numbers };
    return { type: cells[type] ?? '', reading };
  }
  try {
    const reading = JSON.parse(text) as unknown;
    if (typeof reading === 'object' && reading !== null && !Array.isArray(reading)) {
      return { type: cells[type] ?? '', reading: reading as Readonly<Record<string, unknown>> };
    }
  } catch {
    // Reported below.
  }
  throw new Error(
    `line ${number}: "val" is ${JSON.stringify(text)}; expected a number, numbers separated by spaces, or a JSON object`,
  );
}

/** An empty heart rate cell becomes a packet without sensor contact, as a strap would send it. */
function strapEmission(row: Row, { quantities }: Columns): Emission | undefined {
  if (!quantities.has('heart_rate_bpm')) return undefined;
  const heartRateBpm = row.get('heart_rate_bpm');
  const bytes =
    heartRateBpm === undefined
      ? encodeHeartRateMeasurement({ sensorContact: false })
      : encodeHeartRateMeasurement({ heartRateBpm: Math.round(heartRateBpm), sensorContact: true });
  return { profile: 'gatt', id: '2A37', bytes };
}

function bikeEmission(row: Row): Emission | undefined {
  const speedMps = row.get('speed_mps');
  const speedKmh =
    row.get('speed_kmh') ?? (speedMps === undefined ? undefined : speedMps * KMH_PER_MPS);
  const cadence = row.get('cadence_rpm');
  const power = row.get('power_w');
  const distance = row.get('distance_m');
  if ((speedKmh ?? cadence ?? power ?? distance) === undefined) return undefined;
  return bikePacket({
    ...(speedKmh === undefined ? {} : { speedKmh: Math.round(speedKmh * 100) / 100 }),
    ...(cadence === undefined ? {} : { cadenceRpm: Math.round(cadence * 2) / 2 }),
    ...(distance === undefined ? {} : { totalDistanceM: Math.round(distance) }),
    ...(power === undefined ? {} : { powerW: Math.round(power) }),
  });
}

function locationEmission(row: Row): Emission | undefined {
  const latitude = row.get('latitude_deg');
  const longitude = row.get('longitude_deg');
  if (latitude === undefined || longitude === undefined) return undefined;
  return { type: 'LOCATION', reading: { d: [latitude, longitude] } };
}
