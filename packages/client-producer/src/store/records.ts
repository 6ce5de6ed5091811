/**
 * What a producer writes to its store, one line a record, and what can be read out of it again:
 *
 *   p ID            the producer's id
 *   e ID ATMS TEXT  an event was submitted: id, time, SUBMIT frame
 *   n N ID          that event was given the number N, and is about to be sent
 *   c N             all that have a number up to N are confirmed
 *   d ID            that event was dropped
 *   l N             N is the last number given
 */
import { Entry } from '../entry.js';
import { utf8Bytes } from '../submit-frame.js';
import type { StoredState } from './persistence.js';

export const record = {
  producer: (producerId: string) => `p ${producerId}`,
  event: ({ id, atMs, text }: Entry) => `e ${id} ${atMs} ${text}`,
  number: ({ id, n }: Entry) => `n ${n} ${id}`,
  confirmed: (n: number) => `c ${n}`,
  dropped: ({ id }: Entry) => `d ${id}`,
  lastNumber: (n: number) => `l ${n}`,
} as const;

const EVENT = /^(-?\d+) (-?[\d.e+]+) (\{.*\})$/;
const NUMBERS = /^(\d+)(?: (-?\d+))?$/;
const DROPPED = /^-?\d+$/;

/** Reads what it can; total. The ids are given anew, up to 0, so that they come before any other. */
export function stateOf(records: readonly string[]): StoredState {
  const reader = new StateReader();
  for (const line of records) reader.read(line);
  return reader.state();
}

class StateReader {
  readonly #entries = new Map<number, Entry>();
  #producerId: string | undefined;
  #lastN = 0;
  #confirmedN = 0;
  #unreadable = 0;

  read(line: string): void {
    const body = line.slice(2);
    const isRead = line[1] === ' ' && this.#readBody(line[0], body);
    if (!isRead) this.#unreadable++;
  }

  state(): StoredState {
    const left = [...this.#entries.values()].filter(({ n }) => n === 0 || n > this.#confirmedN);
    const entries = left.map((entry, index) => renumbered(entry, index + 1 - left.length));
    return {
      producerId: this.#producerId,
      lastN: this.#lastN,
      entries,
      unreadable: this.#unreadable,
    };
  }

  #readBody(kind: string | undefined, body: string): boolean {
    switch (kind) {
      case 'p':
        this.#producerId = body;
        return body !== '';
      case 'e':
        return this.#readEvent(body);
      case 'd':
        this.#entries.delete(Number(body));
        return DROPPED.test(body);
      default:
        return this.#readNumbers(kind, body);
    }
  }

  #readEvent(body: string): boolean {
    const [, id, atMs, text = ''] = EVENT.exec(body) ?? [];
    const type = typeOf(text);
    if (type === undefined) return false;
    const entry = new Entry(Number(id), type, text, utf8Bytes(text), Number(atMs));
    this.#entries.set(entry.id, entry);
    return true;
  }

  #readNumbers(kind: string | undefined, body: string): boolean {
    const match = NUMBERS.exec(body);
    if (match === null) return false;
    const n = Number(match[1]);
    this.#lastN = Math.max(this.#lastN, n);
    if (kind === 'c') this.#confirmedN = Math.max(this.#confirmedN, n);
    if (kind !== 'n') return kind === 'c' || kind === 'l';
    const entry = this.#entries.get(Number(match[2]));
    if (entry) {
      entry.n = n;
      // Perhaps it was: then that was done with its number, if the server knows numbers.
      entry.wasSent = true;
    }
    return match[2] !== undefined;
  }
}

function renumbered(old: Entry, id: number): Entry {
  const entry = new Entry(id, old.type, old.text, old.bytes, old.atMs);
  entry.n = old.n;
  entry.wasSent = old.wasSent;
  return entry;
}

function typeOf(text: string): string | undefined {
  try {
    const { t } = JSON.parse(text) as { readonly t?: unknown };
    return typeof t === 'string' ? t : undefined;
  } catch {
    return undefined;
  }
}
