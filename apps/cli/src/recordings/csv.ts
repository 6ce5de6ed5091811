/**
 * A ride as a table: a line a moment, a column a quantity, empty where there was no value. Its figures go
 * back into the bytes that their sensors sent: 0x2A37 for the strap, 0x2AD2 for the bike.
 */
import { encodeHeartRateMeasurement } from '@wearwire/ble-parsers';
import { bikePacket } from '../sensors/bike.js';
import type { Cue } from '../wearables/track.js';

type Row = ReadonlyMap<string, number>;
type Emission = Cue['emission'];

const KMH_PER_MPS = 3.6;

/** What is made of a row. A column that stands in no rule is passed over. */
const RULES: readonly ((row: Row, columns: ReadonlySet<string>) => Emission | undefined)[] = [
  strap,
  bike,
  position,
];

/** Throws `Error` with the number of the line. */
export function parseCsv(contents: string): ReadonlyMap<string, readonly Cue[]> {
  const [head = '', ...lines] = contents.trimEnd().split(/\r?\n/);
  const names = head.split(',').map((name) => name.trim());
  const columns = new Set(names);
  if (!columns.has('seconds')) throw new Error('line 1: there must be a column "seconds"');
  let firstMs: number | undefined;
  const cues = lines.flatMap((line, index) => {
    const row = readRow(line, names, index + 2);
    const ms = (row.get('seconds') ?? Number.NaN) * 1_000;
    if (Number.isNaN(ms)) throw new Error(`line ${index + 2}: there is no value for "seconds"`);
    firstMs ??= ms;
    const atMs = ms - firstMs;
    return RULES.flatMap((rule) => rule(row, columns) ?? []).map((emission) => ({
      atMs,
      emission,
    }));
  });
  return new Map([['', cues]]);
}

function readRow(line: string, names: readonly string[], lineNumber: number): Row {
  const row = new Map<string, number>();
  for (const [index, cell] of line.split(',').entries()) {
    const name = names[index];
    if (name === undefined) throw new Error(`line ${lineNumber}: more values than columns`);
    if (cell.trim() === '') continue;
    const value = Number(cell);
    if (!Number.isFinite(value)) throw new Error(`line ${lineNumber}: "${name}" is not a number`);
    row.set(name, value);
  }
  return row;
}

/** A strap that has lost contact says so instead of falling silent. */
function strap(row: Row, columns: ReadonlySet<string>): Emission | undefined {
  if (!columns.has('heart_rate_bpm')) return undefined;
  const heartRateBpm = row.get('heart_rate_bpm');
  const bytes =
    heartRateBpm === undefined
      ? encodeHeartRateMeasurement({ sensorContact: false })
      : encodeHeartRateMeasurement({ heartRateBpm: Math.round(heartRateBpm), sensorContact: true });
  return { profile: 'gatt', id: '2A37', bytes };
}

function bike(row: Row): Emission | undefined {
  const speedMps = row.get('speed_mps');
  const cadence = row.get('cadence_rpm');
  const power = row.get('power_w');
  const distance = row.get('distance_m');
  if ((speedMps ?? cadence ?? power ?? distance) === undefined) return undefined;
  return bikePacket({
    ...(speedMps === undefined ? {} : { speedKmh: Math.round(speedMps * KMH_PER_MPS * 100) / 100 }),
    ...(cadence === undefined ? {} : { cadenceRpm: Math.round(cadence * 2) / 2 }),
    ...(distance === undefined ? {} : { totalDistanceM: Math.round(distance) }),
    ...(power === undefined ? {} : { powerW: Math.round(power) }),
  });
}

function position(row: Row): Emission | undefined {
  const latitude = row.get('latitude_deg');
  const longitude = row.get('longitude_deg');
  if (latitude === undefined || longitude === undefined) return undefined;
  return { type: 'LOCATION', reading: { d: [latitude, longitude] } };
}
