/**
 * Tries a vector against the package: the one place that knows how the names and units of the vector
 * format meet ours. Used by the vitest loop over our own vectors and by `pnpm vectors FILE`.
 *
 * A case asserts only what its `expect` names. Names are compared without case and underscores.
 */

import { specialResult } from './vector-special.js';

/** Statuses that are not assertions: the source contradicts the layout, or is a strictness choice. */
const NOT_ASSERTED = ['disagrees', 'policy'];

/** Ms between the frames of a stateful case, unless its context says otherwise. */
const FRAME_INTERVAL_MS = 1000;

const RELATIVE_TOLERANCE = 1e-9;

/** A unit in a vector's name that is another one in ours: suffix, our suffix, ours per theirs. */
const UNITS = [
  ['s', 'ms', 1000],
  ['kmh', 'mps', 1 / 3.6],
  ['mps', 'kmh', 3.6],
];

/** Units that a vector's name may be without. */
const UNNAMED_UNITS = ['kmh', 'knots', 'rpm', 'permin', 'bits'];

/** Marks of a name whose value is only the asserted part of a list: `acc_first_mg`, `gains_some`. */
const PART = /_(first_two|first|some)(_sample0)?(?=_|$)/;

/** Words of the vectors that are no words of ours. */
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

/** Tries one case; with `all` also those whose status says that they are not asserted. */
export function runCase(api, vector, { all = false } = {}) {
  if (!all && NOT_ASSERTED.includes(vector.status)) {
    return { kind: 'skipped', reason: vector.status };
  }
  const special = specialResult(api, { ...requestOf(vector), hex: vector.hex });
  if (special !== undefined) return outcome(matchResult(special, vector.expect, vector.context));
  return vector.frames === undefined ? runSingle(api, vector) : runFrames(api, vector);
}

function requestOf({ profile, id, context = {} }) {
  const camel = Object.entries(context).map(([name, value]) => [camelCase(name), value]);
  return { ...Object.fromEntries(camel), profile, id };
}

function runSingle(api, vector) {
  const result = api.decode({ ...requestOf(vector), bytes: bytesOf(vector.hex) });
  // A frame type that a decoder does not know has its place in the payload; an id has none.
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
    // Before a second packet there is no rate: some sources say 0, we say `undefined`.
    const isFirst = index === 0 || vector.frames[index - 1] === 'RESET';
    const found = matchResult(result, expected, { ...vector.context, isFirst });
    reasons.push(...found.map((reason) => `frame ${index}: ${reason}`));
  });
  return outcome(reasons);
}

function outcome(reasons) {
  return reasons.length === 0 ? { kind: 'passed' } : { kind: 'failed', reasons };
}

/** Everything in which a result is not what was expected. */
function matchResult(result, expected, context) {
  if (expected.error === true) {
    return result.ok ? [`expected an error, got ${show(result.value)}`] : [];
  }
  if (!result.ok) return [`expected a value, got the error ${show(result.error)}`];
  return matchFields(result.value, expected, context);
}

function matchFields(value, expected, context) {
  const reasons = [];
  for (const [name, wanted] of Object.entries(expected)) {
    const matched = candidates(value, name).some((found) => same(found, wanted, context));
    if (!matched) {
      const found = candidates(value, name).map(show).join(' or ');
      reasons.push(`${name}: expected ${show(wanted)}, got ${found || 'no such field'}`);
    }
  }
  return reasons;
}

/** What a field of the vector may be in ours: by its own name, in another unit, or a part of a list. */
function candidates(value, name) {
  const key = plain(name);
  if (name === 'speed_not_negative') return [!(value.speedKmh < 0) && !(value.speedMps < 0)];
  if (name.endsWith('_hex'))
    return [...fieldOf(value, key), ...fieldOf(value, plain(name.slice(0, -4)))];
  const direct = fieldOf(value, key);
  if (direct.length > 0) return direct;
  if (name === 'sample_count') return lengthsIn(value);
  if (PART.test(name)) {
    const lists = fieldOf(value, plain(name.replace(PART, '')));
    return lists.map((items) => new PartOf(name.includes('_sample0') ? items[0] : items));
  }
  const converted = UNITS.filter(([theirs]) => name.endsWith(`_${theirs}`)).flatMap(
    ([theirs, ours, factor]) =>
      fieldOf(value, key.slice(0, -theirs.length) + ours).map((found) => divide(found, factor)),
  );
  const named = UNNAMED_UNITS.flatMap((unit) => fieldOf(value, key + unit));
  const found = [...converted, ...named];
  return found.length > 0 ? found : [undefined];
}

/** A list of which the vector asserts the first items, or some by index. */
class PartOf {
  constructor(items) {
    this.items = items;
  }
}

function fieldOf(value, key) {
  return Object.keys(value)
    .filter((name) => plain(name) === key)
    .map((name) => value[name]);
}

function lengthsIn(value) {
  return Object.values(value)
    .filter((items) => Array.isArray(items))
    .map((items) => items.length);
}

function divide(found, factor) {
  if (Array.isArray(found)) return found.map((item) => divide(item, factor));
  return typeof found === 'number' ? found / factor : found;
}

/** Whether what was found is what was wanted. */
function same(found, wanted, context) {
  if (found instanceof PartOf) return samePart(found.items, wanted, context);
  if (wanted === null) return found === undefined || found === null;
  if (typeof wanted === 'number') return sameNumber(found, wanted, context);
  if (typeof wanted === 'string') return sameText(found, wanted);
  if (Array.isArray(wanted)) {
    if (!Array.isArray(found) || found.length !== wanted.length) return false;
    const order = wanted.every((item) => typeof item === 'string') ? sorted : (items) => items;
    return order(wanted).every((item, index) => same(order(found)[index], item, context));
  }
  if (typeof wanted === 'object') {
    return typeof found === 'object' && matchFields(found, wanted, context).length === 0;
  }
  return found === wanted;
}

/** The first items (of lists in lists likewise), the items at some indices, or the first alone. */
function samePart(items, wanted, context) {
  if (!Array.isArray(items)) return false;
  if (typeof wanted !== 'object') return same(items[0], wanted, context);
  return Object.entries(wanted).every(([index, item]) =>
    same(Array.isArray(item) ? new PartOf(items[index]) : items[index], item, context),
  );
}

/** Names of a set have no order. */
function sorted(items) {
  return items.map((item) => plain(String(item))).sort();
}

function sameNumber(found, wanted, { tolerance, rounding, isFirst } = {}) {
  if (isFirst && found === undefined && wanted === 0) return true;
  if (typeof found === 'boolean') return Number(found) === wanted;
  if (typeof found !== 'number' && typeof found !== 'bigint') return false;
  const number = rounding === 'integer' ? Math.round(Number(found)) : Number(found);
  // Sources write float32 values with as few digits as tell them apart.
  if (number === Math.fround(wanted)) return true;
  return Math.abs(number - wanted) <= (tolerance ?? Math.abs(wanted) * RELATIVE_TOLERANCE);
}

function sameText(found, wanted) {
  const word = plain(wanted);
  if (Object.hasOwn(WORDS, word) && found === WORDS[word]) return true;
  if (found instanceof Uint8Array) return hexOf(found) === wanted.toLowerCase();
  if (typeof found === 'object' && found !== null) return dateOf(found) === wanted;
  return typeof found === 'string' && (found === wanted || plain(found) === word);
}

/** A Date Time as the vectors write it, with milliseconds only where it has them. */
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

/** Without case, underscores and dashes. The sign of `-INF` stays. */
function plain(name) {
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
