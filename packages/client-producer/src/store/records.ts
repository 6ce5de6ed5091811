/**
 * The records in the store of a producer, one line each:
 *
 *   p ID            the producer's id
 *   e ID ATMS TEXT  an event was submitted: id, time, SUBMIT frame
 *   n N ID          that event got the number N and is about to be sent
 *   c N             all events with numbers up to N are confirmed
 *   d ID            that event was dropped
 *   l N             N is the last assigned number
 *   b {…}           a block was written; the events with these ids are only in it
 *   x {…}           a block was read back: its key and events; the block no longer exists
 *   y KEY           a block was dropped with its events
 *
 * Records are validated when they are read: a record that no server could accept, or that could cause a
 * number to be assigned twice, must not break a producer.
 */
import {
  encodeFrame,
  FRAME_BYTES_MAX,
  type OpaqueObject,
  Opcode,
  type SubmitFrame,
} from '@wearwire/protocol';
import { Entry } from '../entry.js';
import type { Block } from '../spill.js';
import { NUMBER_BYTES_MAX, utf8Bytes } from '../submit-frame.js';
import type { StoredState } from './persistence-port.js';

export const record = {
  producer: (producerId: string) => `p ${producerId}`,
  event: ({ id, atMs, text }: Entry) => `e ${id} ${atMs} ${text}`,
  number: ({ id, n }: Entry) => `n ${n} ${id}`,
  confirmed: (n: number) => `c ${n}`,
  dropped: ({ id }: Entry) => `d ${id}`,
  lastNumber: (n: number) => `l ${n}`,
  spilled: (block: Block, ids: readonly number[]) => `b ${JSON.stringify({ ...block, ids })}`,
  unspilled: (key: number, entries: readonly Entry[]) =>
    `x ${JSON.stringify({ key, events: entries.map((entry) => record.event(entry)) })}`,
  blockDropped: (key: number) => `y ${key}`,
} as const;

/** Larger numbers are invalid: a producer of a million events per second reaches this after a century. */
const NUMBER_MAX = 2 ** 52;
/** `producerIdBytesMax` of the protocol. */
const PRODUCER_ID_BYTES_MAX = 128;

const EVENT = /^(-?\d+) (-?[\d.e+]+) (\{.*\})$/;
const NUMBERS = /^(\d+)(?: (-?\d+))?$/;
const DROPPED = /^-?\d+$/;

/** Reads all valid records; never throws. The events get new ids up to 0, which precede the ids of this run. */
export function stateOf(records: readonly string[]): StoredState {
  const reader = new StateReader();
  for (const line of records) reader.read(line);
  return reader.state();
}

class StateReader {
  #entries = new Map<number, Entry>();
  readonly #blocks = new Map<number, Block>();
  readonly #rejected: string[] = [];
  #producerId: string | undefined;
  #lastN = 0;
  #confirmedN = 0;
  /** Whether a number may have been lost, so that the producer id must be replaced. */
  #hasLostNumbers = false;

  read(line: string): void {
    const kind = line[0];
    if (line[1] === ' ' && this.#readBody(kind, line.slice(2))) return;
    this.#rejected.push(line);
    if (kind !== 'e') this.#hasLostNumbers = true;
  }

  state(): StoredState {
    const left = [...this.#entries.values()].filter(({ n }) => n === 0 || n > this.#confirmedN);
    const { entries, blocks } = renumber(left, [...this.#blocks.values()]);
    return {
      producerId: this.#hasLostNumbers ? undefined : this.#producerId,
      lastN: this.#lastN,
      entries,
      blocks,
      rejected: this.#rejected,
    };
  }

  #readBody(kind: string | undefined, body: string): boolean {
    switch (kind) {
      case 'p':
        this.#producerId = body;
        return body !== '' && utf8Bytes(body) <= PRODUCER_ID_BYTES_MAX;
      case 'e':
        return this.#readEvent(body);
      case 'd':
        this.#entries.delete(Number(body));
        return DROPPED.test(body);
      case 'b':
        return this.#readSpilled(body);
      case 'x':
        return this.#readUnspilled(body);
      case 'y':
        this.#blocks.delete(Number(body));
        return DROPPED.test(body);
      default:
        return this.#readNumbers(kind, body);
    }
  }

  #readEvent(body: string): boolean {
    const entry = entryOf(body);
    if (entry) this.#entries.set(entry.id, entry);
    return entry !== undefined;
  }

  #readSpilled(body: string): boolean {
    const { ids, ...block } = objectOf(body) as Partial<Block> & { ids?: unknown };
    if (!isBlock(block) || !Array.isArray(ids)) return false;
    for (const id of ids) this.#entries.delete(id as number);
    this.#blocks.set(block.key, block);
    return true;
  }

  #readUnspilled(body: string): boolean {
    const { key, events } = objectOf(body);
    if (typeof key !== 'number' || !Array.isArray(events)) return false;
    this.#blocks.delete(key);
    for (const line of events) this.read(String(line));
    return true;
  }

  #readNumbers(kind: string | undefined, body: string): boolean {
    const match = NUMBERS.exec(body);
    if (match === null) return false;
    const n = Number(match[1]);
    if (n > NUMBER_MAX) return false;
    this.#lastN = Math.max(this.#lastN, n);
    if (kind === 'c') this.#confirmedN = Math.max(this.#confirmedN, n);
    if (kind !== 'n') return kind === 'c' || kind === 'l';
    const entry = this.#entries.get(Number(match[2]));
    if (entry) {
      entry.n = n;
      // It may have been sent; if so, with its number if the server supports numbers.
      entry.wasSent = true;
    }
    return match[2] !== undefined;
  }
}

/** Returns the event of an `e` record; `undefined` if no server would accept it. */
function entryOf(body: string): Entry | undefined {
  const [, id, atMs, text = ''] = EVENT.exec(body) ?? [];
  const frame = submitIn(text);
  const bytes = utf8Bytes(text);
  if (frame === undefined || bytes + NUMBER_BYTES_MAX > FRAME_BYTES_MAX) return undefined;
  const isValid = Number.isSafeInteger(Number(id)) && Number.isFinite(Number(atMs));
  if (!isValid) return undefined;
  // A record that was edited by hand may have a different format.
  const isBatchable = encodeFrame(frame) === text;
  return new Entry(Number(id), frame.t, text, bytes, Number(atMs), isBatchable);
}

/**
 * Returns the events and the invalid records of a block. `firstId`: for a block of an earlier run, the first of the
 * new ids of its events; otherwise `undefined`, and the events keep their ids.
 */
export function blockEntries(records: readonly string[], firstId: number | undefined) {
  const entries: Entry[] = [];
  const rejected: string[] = [];
  for (const line of records) {
    const entry = line.startsWith('e ') ? entryOf(line.slice(2)) : undefined;
    if (entry) {
      entries.push(firstId === undefined ? entry : withId(entry, firstId + entries.length));
    } else rejected.push(line);
  }
  return { entries, rejected };
}

/** Renumbers ids up to 0 in their order, so that they precede any new id. */
function renumber(entries: readonly Entry[], blocks: readonly Block[]) {
  const total = blocks.reduce((sum, { count }) => sum + count, entries.length);
  const items = [
    ...entries.map((entry) => ({ entry, block: undefined, oldId: entry.id, count: 1 })),
    ...blocks.map((block) => ({
      entry: undefined,
      block,
      oldId: block.firstId,
      count: block.count,
    })),
  ].sort((a, b) => a.oldId - b.oldId);
  const renumbered = { entries: [] as Entry[], blocks: [] as Block[] };
  let id = 1 - total;
  for (const { entry, block, count } of items) {
    if (entry) renumbered.entries.push(withId(entry, id));
    else if (block) renumbered.blocks.push({ ...block, firstId: id });
    id += count;
  }
  return renumbered;
}

function withId(old: Entry, id: number): Entry {
  const entry = new Entry(id, old.type, old.text, old.bytes, old.atMs, old.isBatchable);
  entry.n = old.n;
  entry.wasSent = old.wasSent;
  return entry;
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isBlock(block: Partial<Block>): block is Block {
  const { key, count, bytes, firstId, newestAtMs } = block;
  const numbers = [key, count, bytes, firstId, newestAtMs];
  return typeof block.type === 'string' && numbers.every((one) => Number.isFinite(one));
}

/** Returns the SUBMIT frame in a text; `undefined` if no server would accept it. */
function submitIn(text: string): SubmitFrame | undefined {
  const { op, t, d } = objectOf(text);
  const isSubmit = op === Opcode.Submit && typeof d === 'object' && d !== null && !Array.isArray(d);
  if (!isSubmit || typeof t !== 'string' || t === '') return undefined;
  return { op, d: d as OpaqueObject, t };
}
