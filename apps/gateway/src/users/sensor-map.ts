/** Maps sensors to users, from flags and a file. Immutable; a changed file is loaded into a new map. */
import { MapError, messageOf } from '../errors.js';
import { GATEWAY_LIMITS } from '../limits.js';
import { type Assignment, parseAssignment, type SensorPattern } from './assignment.js';

/** An assignment and its rank. */
export interface Owner extends Assignment {
  /** Position in the map. If two sensors send the same type, the sensor with the lower rank is used. */
  readonly rank: number;
}

/** Maps sensor ids, in the form of `sensors/sensor-id.ts`, to users. */
export class SensorMap {
  readonly #exact: readonly Owner[];
  readonly #any: Owner | undefined;

  /** Throws `MapError` if a sensor is assigned twice or there are too many lines. */
  constructor(assignments: readonly Assignment[], linesMax: number = GATEWAY_LIMITS.mapLinesMax) {
    if (assignments.length > linesMax) {
      throw new MapError(
        `the map has ${assignments.length} lines; at most ${linesMax} are allowed`,
      );
    }
    const userByPattern = new Map<string, string>();
    for (const { user, pattern } of assignments) {
      const key = JSON.stringify(pattern);
      const other = userByPattern.get(key);
      if (other !== undefined) {
        throw new MapError(`${patternText(pattern)} is assigned to both ${other} and ${user}`);
      }
      userByPattern.set(key, user);
    }
    const ranked = assignments.map((assignment, rank) => ({ ...assignment, rank }));
    this.#any = ranked.find(({ pattern }) => pattern.kind === 'any');
    this.#exact = ranked.filter(({ pattern }) => pattern.kind !== 'any');
  }

  /** The distinct users, in the order of the map; a user who has only `any` comes last. */
  get users(): readonly string[] {
    const ranked = this.#any === undefined ? this.#exact : [...this.#exact, this.#any];
    return [...new Set(ranked.map(({ user }) => user))];
  }

  /** Returns the most specific assignment: device number and type, then number only, then `any`. */
  ownerOf(sensorId: string): Owner | undefined {
    const matching = this.#exact.filter(({ pattern }) => matches(pattern, sensorId));
    const typed = matching.find(
      ({ pattern }) => pattern.kind === 'ant' && pattern.deviceType !== undefined,
    );
    return typed ?? matching[0] ?? this.#any;
  }

  /** Whether a line of the map other than `any` matches this sensor. */
  hasLineFor(sensorId: string): boolean {
    return this.#exact.some(({ pattern }) => matches(pattern, sensorId));
  }
}

const LOW_16_BITS = 0xffff;

function matches(pattern: SensorPattern, sensorId: string): boolean {
  if (pattern.kind === 'ble') return pattern.id === sensorId;
  const [, number, type] = /^ant:(\d+)\/(\d+)$/.exec(sensorId) ?? [];
  if (pattern.kind !== 'ant' || number === undefined) return false;
  if (pattern.deviceType !== undefined && pattern.deviceType !== Number(type)) return false;
  // Sports watches often display only the lower 16 bits.
  return (
    pattern.deviceNumber === Number(number) ||
    pattern.deviceNumber === (Number(number) & LOW_16_BITS)
  );
}

function patternText(pattern: SensorPattern): string {
  if (pattern.kind === 'any') return 'any';
  if (pattern.kind === 'ble') return pattern.id;
  const type = pattern.deviceType === undefined ? '' : `/${pattern.deviceType}`;
  return `ant:${pattern.deviceNumber}${type}`;
}

/** Parses one assignment per line. Skips empty lines and lines that start with #. */
export function parseMapText(text: string, name: string): Assignment[] {
  return text.split('\n').flatMap((line, index) => {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    try {
      return [parseAssignment(trimmed)];
    } catch (error) {
      throw new MapError(`${name}, line ${index + 1}: ${messageOf(error)}`, error);
    }
  });
}
