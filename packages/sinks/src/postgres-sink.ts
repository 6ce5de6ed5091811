/**
 * Postgres, and Timescale, by `pg`: one row an event. A batch is one INSERT, confirmed by its commit. The key of
 * a row is that of the event, and a row that is there stays: a repeat changes nothing.
 */
import type { Pool } from 'pg';
import { SinkRefusedError, SinkSetupError, SinkUnavailableError } from './errors.js';
import { measuredAtMs } from './event-json.js';
import { optionalLibrary } from './optional-library.js';
import type { Sink, SinkEvent } from './sink.js';

/** Where to insert. */
export interface PostgresSinkOptions {
  /** `postgres://USER:PASSWORD@HOST:PORT/DATABASE`; what is left out comes from `PGHOST`, `PGPASSWORD`…. */
  readonly url: string;
  /** Default `readings`; `SCHEMA.TABLE` too. Created when it is not there; else used as it is. */
  readonly table?: string;
  /** A table for each event type, such as `readings_heart_rate`, instead of one for all. Default false. */
  readonly perType?: boolean;
}

/** Tables that are known to be there; a stream with more types than that asks again. */
const TABLES_KNOWN_MAX = 1_000;
/** Bytes of a name in Postgres. */
const NAME_BYTES_MAX = 63;

/** Classes of SQLSTATE that pass by: connection, resources, operator's intervention, rollback, system. */
const PASSING_STATES = /^(08|53|57|40|58|55)/;
/** Classes that speak of the values: data exception, constraint, and unsupported characters. */
const REFUSED_STATES = /^(22|23)/;

/** A sink for Postgres. Needs the package `pg`. */
export function postgresSink(options: PostgresSinkOptions): Sink {
  return new PostgresSink(options);
}

class PostgresSink implements Sink {
  readonly name: string;
  readonly batchEventsMax = 1_000;
  readonly #options: PostgresSinkOptions;
  readonly #table: string;
  readonly #known = new Set<string>();
  #pool: Pool | undefined;

  constructor(options: PostgresSinkOptions) {
    const { protocol, host, pathname } = new URL(options.url);
    this.name = `${protocol}//${host}${pathname}`;
    this.#options = options;
    this.#table = options.table ?? 'readings';
    if (!/^[\w$]+(\.[\w$]+)?$/.test(this.#table)) {
      throw new SinkSetupError(`table ${this.#table}: use letters, digits and _, or SCHEMA.TABLE`);
    }
  }

  async open(signal: AbortSignal): Promise<void> {
    await this.#guard(signal, async (pool) => {
      if (this.#options.perType === true) await pool.query('select 1');
      else await this.#ensure(pool, this.#table);
    });
  }

  async write(events: readonly SinkEvent[], signal: AbortSignal): Promise<void> {
    await this.#guard(signal, async (pool) => {
      for (const [table, rows] of this.#tablesOf(events)) {
        await this.#ensure(pool, table);
        await pool.query(insertInto(table), [JSON.stringify(rows)]);
      }
    });
  }

  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    await pool?.end().catch(() => {});
  }

  #tablesOf(events: readonly SinkEvent[]): Map<string, Row[]> {
    const tables = new Map<string, Row[]>();
    for (const event of events) {
      const table = this.#options.perType === true ? tableOf(this.#table, event.type) : this.#table;
      const rows = tables.get(table);
      if (rows) rows.push(rowOf(event));
      else tables.set(table, [rowOf(event)]);
    }
    return tables;
  }

  async #ensure(pool: Pool, table: string): Promise<void> {
    if (this.#known.has(table)) return;
    // Asked before it is created: a user without the right to create may use a table that is there.
    const { rows } = await pool.query('select to_regclass($1) as found', [quoted(table)]);
    if (rows[0]?.found === null) await pool.query(createTable(table));
    if (this.#known.size >= TABLES_KNOWN_MAX) this.#known.clear();
    this.#known.add(table);
  }

  /** `pg` takes no signal: an aborted write is given up, and its connections are closed with it. */
  async #guard(signal: AbortSignal, work: (pool: Pool) => Promise<void>): Promise<void> {
    const pool = await this.#connect();
    let aborted = (): void => {};
    const abort = new Promise<never>((_, reject) => {
      aborted = () => reject(new SinkUnavailableError('no answer in time'));
      signal.addEventListener('abort', aborted);
    });
    try {
      await Promise.race([work(pool), abort]);
    } catch (error) {
      this.#known.clear();
      if (signal.aborted) this.#abandon();
      throw sinkError(error, this.name);
    } finally {
      signal.removeEventListener('abort', aborted);
    }
  }

  async #connect(): Promise<Pool> {
    if (this.#pool) return this.#pool;
    const pg = await optionalLibrary('pg', () => import('pg'));
    this.#pool = new pg.default.Pool({ connectionString: this.#options.url, max: 1 });
    // Of an idle connection that is lost; the pool makes a new one for the next write.
    this.#pool.on('error', () => {});
    return this.#pool;
  }

  #abandon(): void {
    const pool = this.#pool;
    this.#pool = undefined;
    pool?.on('connect', (client) => void client.end());
    void pool?.end().catch(() => {});
  }
}

interface Row {
  readonly developer: string;
  readonly epoch: number;
  readonly seq: number;
  readonly uid: string;
  readonly type: string;
  readonly ts: string | null;
  readonly val: number | null;
  readonly reading: unknown;
}

function rowOf(event: SinkEvent): Row {
  const { seq, epoch = 0, uid, type, reading, key } = event;
  const atMs = measuredAtMs(event);
  const { val } = reading as { readonly val?: unknown };
  return {
    developer: key.split(':').slice(0, -2).join(':'),
    epoch,
    seq,
    uid,
    type,
    ts: atMs === undefined ? null : new Date(atMs).toISOString(),
    val: typeof val === 'number' ? val : null,
    reading,
  };
}

const COLUMNS = 'developer, epoch, seq, uid, type, ts, val, reading';

function createTable(table: string): string {
  return `create table if not exists ${quoted(table)} (
    developer text not null, epoch bigint not null, seq bigint not null, uid text not null,
    type text not null, ts timestamptz, val double precision, reading jsonb not null,
    primary key (developer, epoch, seq))`;
}

/** The rows as one parameter of JSON: a batch of any size is the same statement. */
function insertInto(table: string): string {
  return `insert into ${quoted(table)} (${COLUMNS}) select ${COLUMNS} from json_to_recordset($1::json)
    as row (developer text, epoch bigint, seq bigint, uid text, type text, ts timestamptz,
    val double precision, reading jsonb) on conflict do nothing`;
}

/** Types are any text: letters and digits stay, the rest is `_`. Names that then meet share a table. */
function tableOf(base: string, type: string): string {
  const name = `${base}_${type.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_')}`;
  return name.slice(0, NAME_BYTES_MAX);
}

function quoted(table: string): string {
  return table
    .split('.')
    .map((name) => `"${name}"`)
    .join('.');
}

function sinkError(error: unknown, name: string): Error {
  if (error instanceof SinkUnavailableError || error instanceof SinkSetupError) return error;
  const { code = '', message } = error as { readonly code?: string; readonly message: string };
  const text = `${name}: ${message || code}`;
  if (REFUSED_STATES.test(code)) return new SinkRefusedError(text, { cause: error });
  // Only an answer of the server has a severity; without one the connection was lost or not made.
  const isAnswer = Object.hasOwn(error as object, 'severity');
  if (!isAnswer || PASSING_STATES.test(code))
    return new SinkUnavailableError(text, { cause: error });
  return new SinkSetupError(text, { cause: error });
}
