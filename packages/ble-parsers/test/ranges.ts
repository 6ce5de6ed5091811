/**
 * Valid values of a decoded field, by its name: those that the name implies (`…Raw` is an integer, a
 * battery has 0 to 100 %) and those that fit the widest field of that name. Medical numbers may also be
 * one of their five special values.
 */

type Check = (value: unknown) => boolean;

const between =
  (min: number, max: number): Check =>
  (value) =>
    typeof value !== 'number' || (value >= min && value <= max);
const whole: Check = (value) => typeof value !== 'number' || Number.isSafeInteger(value);
const wholeBetween =
  (min: number, max: number): Check =>
  (value) =>
    whole(value) && between(min, max)(value);

/** The first rule that matches applies. */
const RULES: readonly (readonly [RegExp, Check])[] = [
  [/^truncated$/, (value) => value === true],
  [/^reservedFlags$/, wholeBetween(1, 0xffff_ffff)],
  [/^trailing$/, (value) => value instanceof Uint8Array && value.length > 0],
  [/^battery\w*Percent$|^charge\w*Percent$/, between(0, 100)],
  [/^(beat|previousBeat|wheelEvent|crankEvent|event)TimeRaw$/, wholeBetween(0, 0xffff)],
  [/EventTimeS$/, between(0, 64)],
  [/^beatCount$|^eventCount$|^pageToggle$|^page$/, wholeBetween(0, 255)],
  [/^crankRevolutions$/, wholeBetween(0, 0xffff)],
  [/^wheelRevolutions$/, wholeBetween(0, 0xffff_ffff)],
  [/Raw$/, whole],
  [/^heatStrainIndex$/, between(0, 25.5)],
  [/^strideCount$/, between(0, 0xffff)],
  [/(Count|Id|Code|Index|Number)$/, whole],
  // Keiser bikes send tenths.
  [/^(heartRate|restingHeartRate|heartRateMax)Bpm$/, between(0, 0xffff)],
  // Fitness machines send halves as u16; Echelon bikes whole rpm as u16.
  [/^(average)?[cC]adenceRpm$/, between(0, 0xffff)],
  [/[sS]peedKmh$/, (value) => typeof value !== 'number' || value < 1e39],
  [/^powerW$/, wholeBetween(-0x8000, 0xffff)],
  [/^averagePowerW$/, between(-0x8000, Number.MAX_SAFE_INTEGER)],

  [/^rrIntervalsMs$|^rrIntervalMs$/, between(0, 65_535)],
  [/^(month|day|hour|minute|second)$/, wholeBetween(0, 255)],
];

const MEDICAL_WORDS = ['NaN', 'NRes', '+INF', '-INF', 'reserved'];
const FREE_TEXT = /^(text|string|name|version|nmeaMessage|\w*(Text|String|Name))$/;
const WORD = /^[a-zA-Z0-9]+([ /-][a-zA-Z0-9]+)*$/;

const rules = new Map<string, Check>();

function ruleOf(name: string): Check {
  let rule = rules.get(name);
  if (rule === undefined) {
    rule = RULES.find(([pattern]) => pattern.test(name))?.[1] ?? (() => true);
    rules.set(name, rule);
  }
  return rule;
}

/** Returns the path of the first field with an invalid value, or `undefined`. */
export function faultIn(value: object): string | undefined {
  for (const name in value) {
    const fault = faultOf(name, (value as Record<string, unknown>)[name]);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOf(name: string, value: unknown): string | undefined {
  switch (typeof value) {
    case 'undefined':
    case 'boolean':
    case 'bigint':
      return ruleOf(name)(value) || name !== 'truncated' ? undefined : name;
    case 'number':
      return Number.isFinite(value) && ruleOf(name)(value) ? undefined : `${name}: ${value}`;
    case 'string':
      return isWord(name, value) ? undefined : `${name}: '${value}'`;
    case 'object':
      return faultInObject(name, value);
    default:
      return `${name} is a ${typeof value}`;
  }
}

function isWord(name: string, value: string): boolean {
  return FREE_TEXT.test(name) || MEDICAL_WORDS.includes(value) || WORD.test(value);
}

function faultInObject(name: string, value: object | null): string | undefined {
  if (value === null) return `${name} is null`;
  if (value instanceof Uint8Array) return ruleOf(name)(value) ? undefined : name;
  if (!Array.isArray(value)) return prefixed(name, faultIn(value));
  for (const item of value) {
    const fault = faultOf(name, item);
    if (fault !== undefined) return prefixed(name, fault);
  }
  return undefined;
}

function prefixed(name: string, fault: string | undefined): string | undefined {
  return fault === undefined ? undefined : `${name}.${fault}`;
}
