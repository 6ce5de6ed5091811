/** Which columns of a table are understood, under which names. One table for parsing, errors and help. */

/** The quantities that become readings, with other names under which programs write them. */
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

/** Times, in ms, from the text of a cell; `NaN` for what is no such time. */
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

/** Where the values of a table stand, by the index of their column. */
export interface Columns {
  readonly time: {
    readonly index: number;
    readonly name: string;
    readonly read: (text: string) => number;
  };
  readonly user: number | undefined;
  readonly quantities: ReadonlyMap<Quantity, number>;
  /** A reading a line: its type and its value. */
  readonly reading: { readonly type: number; readonly val: number } | undefined;
  /** Names that mean nothing here. */
  readonly passedOver: readonly string[];
}

/** Throws `Error` that says what was found and what is expected. */
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
      read: TIMES[name] as () => number,
    },
    user: user < 0 ? undefined : user,
    quantities,
    reading,
    passedOver: header.filter((name, index) => name !== 'seq' && !used.has(index)),
  };
}

const EXPECTED = `a time (${Object.keys(TIMES).join(', ')}) and one or more of ${Object.keys(QUANTITIES).join(', ')}, or type and val`;

function quantityOf(name: string): Quantity | undefined {
  const entries = Object.entries(QUANTITIES) as [Quantity, readonly string[]][];
  return entries.find(([quantity, names]) => quantity === name || names.includes(name))?.[0];
}

/** `Heart Rate (bpm)` is `heart_rate_bpm`. */
function simplified(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');
}

/** Seconds, or `1:02:03.5`. */
function secondsOf(text: string): number {
  if (!/^\d+(:\d{1,2}){1,2}(\.\d+)?$/.test(text)) return Number(text) * 1_000;
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * 1_000;
}

/** Seconds or milliseconds since 1970, which differ by their size, or a date. */
const EPOCH_MS_FROM = 1e11;

function dateOf(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) {
    const number = Number(text);
    return number >= EPOCH_MS_FROM ? number : number * 1_000;
  }
  return Date.parse(text);
}
