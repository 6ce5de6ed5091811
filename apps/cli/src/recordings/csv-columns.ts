/** The known columns of CSV recordings and their names. The parser and its errors use the same table. */

/** Quantities that become readings, with the names that other programs use for them. */
export const QUANTITIES = {
  heart_rate_bpm: ['heart_rate', 'heartrate', 'hr', 'bpm'],
  power_w: ['power', 'watts'],
  cadence_rpm: ['cadence', 'cad'],
  speed_mps: ['speed', 'enhanced_speed'],
  speed_kmh: ['speed_kph', 'kmh'],
  distance_m: ['distance'],
  latitude_deg: ['latitude', 'lat'],
  longitude_deg: ['longitude', 'lon', 'lng', 'long'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Quantity = keyof typeof QUANTITIES;

/** Time columns, and how to parse their cells to ms; `NaN` if a cell is not a time in that format. */
const TIMES: Readonly<Record<string, (text: string) => number>> = {
  seconds: secondsOf,
  time_s: secondsOf,
  secs: secondsOf,
  elapsed: secondsOf,
  t_ms: Number,
  ms: Number,
  timestamp: dateOf,
  ts: dateOf,
  time: dateOf,
  datetime: dateOf,
  date: dateOf,
};

const USERS = ['user', 'uid', 'user_id'];

/** The indices of the known columns of a table. */
export interface Columns {
  readonly time: {
    readonly index: number;
    readonly name: string;
    readonly read: (text: string) => number;
  };
  readonly user: number | undefined;
  readonly quantities: ReadonlyMap<Quantity, number>;
  /** Set for a table with one reading per line. */
  readonly reading: { readonly type: number; readonly val: number } | undefined;
  /** Names of ignored columns. */
  readonly ignoredColumns: readonly string[];
}

/** Finds the known columns of a header. Throws an `Error` with the columns found and the columns expected. */
export function columnsOf(header: readonly string[]): Columns {
  const names = header.map(simplified);
  const timeIndex = names.findIndex((name) => Object.hasOwn(TIMES, name));
  const quantities = new Map<Quantity, number>();
  for (const [index, name] of names.entries()) {
    const quantity = quantityOf(name);
    if (quantity !== undefined && !quantities.has(quantity)) quantities.set(quantity, index);
  }
  const [type, val] = [names.indexOf('type'), names.indexOf('val')];
  const reading = type >= 0 && val >= 0 ? { type, val } : undefined;
  if (timeIndex < 0 || (quantities.size === 0 && reading === undefined)) {
    throw new Error(`line 1: found the columns ${header.join(', ')}; expected ${EXPECTED}`);
  }
  const user = names.findIndex((name) => USERS.includes(name));
  const used = new Set([timeIndex, user, ...quantities.values(), ...(reading ? [type, val] : [])]);
  const name = names[timeIndex] as string;
  return {
    time: {
      index: timeIndex,
      name: header[timeIndex] as string,
      read: TIMES[name] as (text: string) => number,
    },
    user: user < 0 ? undefined : user,
    quantities,
    reading,
    ignoredColumns: header.filter((name, index) => name !== 'seq' && !used.has(index)),
  };
}

const EXPECTED = `a time (${Object.keys(TIMES).join(', ')}) and one or more of ${Object.keys(QUANTITIES).join(', ')}, or type and val`;

function quantityOf(name: string): Quantity | undefined {
  const entries = Object.entries(QUANTITIES) as [Quantity, readonly string[]][];
  return entries.find(([quantity, names]) => quantity === name || names.includes(name))?.[0];
}

/** `Heart Rate (bpm)` becomes `heart_rate_bpm`. */
function simplified(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');
}

/** Parses seconds or `1:02:03.5` to ms. */
function secondsOf(text: string): number {
  if (!/^\d+(:\d{1,2}){1,2}(\.\d+)?$/.test(text)) return Number(text) * 1_000;
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * 1_000;
}

/** Numbers from here on are ms since 1970, smaller ones are seconds since 1970. */
const EPOCH_MS_FROM = 1e11;

/** Parses a date, or a number of seconds or ms since 1970, to ms. */
function dateOf(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) {
    const number = Number(text);
    return number >= EPOCH_MS_FROM ? number : number * 1_000;
  }
  return Date.parse(text);
}
