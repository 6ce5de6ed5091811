/** Counts readings by type and user. Pure. */
import { type ReceivedEvent, valueText } from '../readings/reading-text.js';

/** Maximum number of users that are counted. */
const USERS_MAX = 100_000;
/** Maximum number of types that are counted separately; further types are counted together. */
const TYPES_MAX = 1_000;
const OTHER_TYPES = '(other types)';

interface TypeCount {
  count: number;
  readonly users: Set<string>;
  /** The newest value as text. */
  last: string;
}

export class StreamCounts {
  total = 0;
  readonly #users = new Set<string>();
  readonly #types = new Map<string, TypeCount>();

  add({ uid, type, reading }: ReceivedEvent): void {
    this.total++;
    addUser(this.#users, uid);
    const isNew = !this.#types.has(type);
    const name = isNew && this.#types.size >= TYPES_MAX ? OTHER_TYPES : type;
    const counts = this.#types.get(name) ?? { count: 0, users: new Set<string>(), last: '' };
    this.#types.set(name, counts);
    counts.count++;
    addUser(counts.users, uid);
    counts.last = valueText(type, reading);
  }

  /** Types in descending order of count. */
  report(elapsedMs: number) {
    const seconds = elapsedMs / 1_000;
    const types = [...this.#types].map(([type, { count, users, last }]) => ({
      type,
      count,
      perSecond: count / seconds,
      users: users.size,
      last,
    }));
    types.sort((a, b) => b.count - a.count);
    return { total: this.total, seconds, users: this.#users.size, types };
  }
}

function addUser(users: Set<string>, uid: string): void {
  if (users.size < USERS_MAX) users.add(uid);
}
