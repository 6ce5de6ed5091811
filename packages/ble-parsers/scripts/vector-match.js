/**
 * Runs a vector against the package. Only this file maps the names and units of the vector format to
 * those of the package. Used by the vitest loop over the package's vectors and by `pnpm vectors FILE`.
 *
 * A case asserts only the fields in its `expect`. Names are compared without case and underscores.
 */

import { runNonPayloadVector } from './non-payload-vectors.js';

/**
 * Statuses of cases that are not asserted: the source contradicts the layout (`disagrees`), or a decoder may
 * be stricter or less strict (`policy`).
 */
const NOT_ASSERTED = ['disagrees', 'policy'];

/** Ms between the frames of a stateful case, unless its context says otherwise. */
const FRAME_INTERVAL_MS = 1000;

const RELATIVE_TOLERANCE = 1e-9;

/**
 * Units that differ: suffix in the vector's name, suffix in the package, number of the package's units
 * per vector unit.
 */
const UNITS = [
  ['s', 'ms', 1000],
  ['kmh', 'mps', 1 / 3.6],
  ['mps', 'kmh', 3.6],
];

/** Units that a vector's name may omit. */
const UNNAMED_UNITS = ['kmh', 'knots', 'rpm', 'permin', 'bits'];

/** Suffixes of a name whose value is only the asserted part of a list: `acc_first_mg`, `gains_some`. */
const PART = /_(first_two|first|some)(_sample0)?(?=_|$)/;

/** Words of the vectors for values that are not strings in the package. */
const WORDS = { notsupported: undefined, notdetected: false, detected: true };

export function readCases(text) {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
}

export function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

/** Runs one case; with `all` also cases whose status says that they are not asserted. */
export function runCase(api, vector, { all = false } = {}) {
  if (!all && NOT_ASSERTED.includes(vector.status)) {
    return { kind: 'skipped', reason: vector.status };
  }
  const nonPayload = runNonPayloadVector(api, { ...requestOf(vector), hex: vector.hex });
  if (nonPayload !== undefined)
    return outcome(matchResult(nonPayload, vector.expect, vector.context));
  return vector.frames === undefined ? runSingle(api, vector) : runFrames(api, vector);
}

function requestOf({ profile, id, context = {} }) {
  const camel = Object.entries(context).map(([name, value]) => [camelCase(name), value]);
  return { ...Object.fromEntries(camel), profile, id };
}

function runSingle(api, vector) {
  const result = api.decode({ ...requestOf(vector), bytes: bytesOf(vector.hex) });
  // An unknown frame type has an offset in the payload; an unknown id has none.
  if (!result.ok && result.error.code === 'unknown-id' && !result.error.offset) {
    return { kind: 'skipped', reason: 'no decoder' };
  }
  return outcome(matchResult(result, vector.expect, vector.context));
}

function runFrames(api, vector) {
  if (api.createDeviceDecoder === undefined) {
    return { kind: 'skipped', reason: 'no device decoder' };
  }
  const device = api.createDeviceDecoder(requestOf(vector));
  const reasons = [];
  vector.frames.forEach((frame, index) => {
    if (frame === 'RESET') {
      device.reset?.();
      return;
    }
    const result = device.next(bytesOf(frame), index * FRAME_INTERVAL_MS);
    const expected = vector.expect.sequence[index];
    if (expected === null || expected === undefined) return;
    // Before the second packet there is no rate: some sources have 0, the package has `undefined`.
    const isFirst = index === 0 || vector.frames[index - 1] === 'RESET';
    const differences = matchResult(result, expected, { ...vector.context, isFirst });
    reasons.push(...differences.map((reason) => `frame ${index}: ${reason}`));
  });
  return outcome(reasons);
}

function outcome(reasons) {
  return reasons.length === 0 ? { kind: 'passed' } : { kind: 'failed', reasons };
}

/** Returns the differences between a result and the expected one. */
function matchResult(result, expected, context) {
  if (expected.error === true) {
    return result.ok ? [`expected an error, got ${show(result.value)}`] : [];
  }
  if (!result.ok) return [`expected a value, got the error ${show(result.error)}`];
  return matchFields(result.value, expected, context);
}

function matchFields(value, expected, context) {
  const reasons = [];
  for (const [name, item] of Object.entries(expected)) {
    const matched = candidates(value, name).some((actual) => same(actual, item, context));
    if (!matched) {
      const actual = candidates(value, name).map(show).join(' or ');
      reasons.push(`${name}: expected ${show(item)}, got ${actual || 'no such field'}`);
    }
  }
  return reasons;
}

/**
 * Returns the candidates for a field of the vector: with the same name, in another unit, or a part of a
 * list.
 */
function candidates(value, name) {
  const key = normalized(name);
  if (name === 'speed_not_negative') return [!(value.speedKmh < 0) && !(value.speedMps < 0)];
  if (name.endsWith('_hex'))
    return [...fieldOf(value, key), ...fieldOf(value, normalized(name.slice(0, -4)))];
  const direct = fieldOf(value, key);
  if (direct.length > 0) return direct;
  if (name === 'sample_count') return lengthsIn(value);
  if (PART.test(name)) {
    const lists = fieldOf(value, normalized(name.replace(PART, '')));
    return lists.map((items) => new PartOf(name.includes('_sample0') ? items[0] : items));
  }
  const converted = UNITS.filter(([theirs]) => name.endsWith(`_${theirs}`)).flatMap(
    ([theirs, ours, factor]) =>
      fieldOf(value, key.slice(0, -theirs.length) + ours).map((actual) => divide(actual, factor)),
  );
  const named = UNNAMED_UNITS.flatMap((unit) => fieldOf(value, key + unit));
  const values = [...converted, ...named];
  return values.length > 0 ? values : [undefined];
}

/** A list of which the vector asserts only the first items, or some items by index. */
class PartOf {
  constructor(items) {
    this.items = items;
  }
}

function fieldOf(value, key) {
  return Object.keys(value)
    .filter((name) => normalized(name) === key)
    .map((name) => value[name]);
}

function lengthsIn(value) {
  return Object.values(value)
    .filter((items) => Array.isArray(items))
    .map((items) => items.length);
}

function divide(actual, factor) {
  if (Array.isArray(actual)) return actual.map((item) => divide(item, factor));
  return typeof actual === 'number' ? actual / factor : actual;
}

/** Returns whether the actual value equals the expected one. */
function same(actual, expected, context) {
  if (actual instanceof PartOf) return samePart(actual.items, expected, context);
  if (expected === null) return actual === undefined || actual === null;
  if (typeof expected === 'number') return sameNumber(actual, expected, context);
  if (typeof expected === 'string') return sameText(actual, expected);
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return false;
    const order = expected.every((item) => typeof item === 'string') ? sorted : (items) => items;
    return order(expected).every((item, index) => same(order(actual)[index], item, context));
  }
  if (typeof expected === 'object') {
    return typeof actual === 'object' && matchFields(actual, expected, context).length === 0;
  }
  return actual === expected;
}

/** Compares the first items (also of nested lists), the items at some indices, or only the first one. */
function samePart(items, expected, context) {
  if (!Array.isArray(items)) return false;
  if (typeof expected !== 'object') return same(items[0], expected, context);
  return Object.entries(expected).every(([index, item]) =>
    same(Array.isArray(item) ? new PartOf(items[index]) : items[index], item, context),
  );
}

/** Sorts names, because the order of a set is irrelevant. */
function sorted(items) {
  return items.map((item) => normalized(String(item))).sort();
}

function sameNumber(actual, expected, { tolerance, rounding, isFirst } = {}) {
  if (isFirst && actual === undefined && expected === 0) return true;
  if (typeof actual === 'boolean') return Number(actual) === expected;
  if (typeof actual !== 'number' && typeof actual !== 'bigint') return false;
  const number = rounding === 'integer' ? Math.round(Number(actual)) : Number(actual);
  // Sources write float32 values with the fewest digits that identify them.
  if (number === Math.fround(expected)) return true;
  return Math.abs(number - expected) <= (tolerance ?? Math.abs(expected) * RELATIVE_TOLERANCE);
}

function sameText(actual, expected) {
  const word = normalized(expected);
  if (Object.hasOwn(WORDS, word) && actual === WORDS[word]) return true;
  if (actual instanceof Uint8Array) return hexOf(actual) === expected.toLowerCase();
  if (typeof actual === 'object' && actual !== null) return dateOf(actual) === expected;
  return typeof actual === 'string' && (actual === expected || normalized(actual) === word);
}

/** Formats a Date Time like the vectors, with milliseconds only if it has them. */
function dateOf({ year = 0, month = 0, day = 0, hour, minute, second, millisecond }) {
  const two = (part) => String(part).padStart(2, '0');
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  if (hour === undefined) return date;
  const time = `${date}T${two(hour)}:${two(minute)}:${two(second)}`;
  return millisecond === undefined ? time : `${time}.${String(millisecond).padStart(3, '0')}`;
}

function hexOf(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Removes case, underscores and dashes, except the sign of `-INF`. */
function normalized(name) {
  return name.replace(/(?<=.)[-_ ]/g, '').toLowerCase();
}

function camelCase(name) {
  return name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
}

function show(value) {
  return JSON.stringify(value, (_, item) => {
    if (typeof item === 'bigint') return Number(item);
    return item === undefined ? 'undefined' : item;
  });
}
