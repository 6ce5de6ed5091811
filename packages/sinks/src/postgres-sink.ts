/**
 * Writes to Postgres or Timescale with the library `pg`, one row per event. A batch is one INSERT per
 * table, confirmed by its commit. The primary key is the key of the event, and existing rows are kept,
 * so repeating a batch changes nothing.
 */
import type { Pool } from 'pg';
import { SinkRefusedError, SinkSetupError, SinkUnavailableError } from './errors.js';
import { developerOf, measuredAtMs } from './event-json.js';
import { optionalLibrary } from './optional-library.js';
import type { Sink, SinkEvent } from './sink.js';

/** Options of `postgresSink`. */
export interface PostgresSinkOptions {
  /** `postgres://USER:PASSWORD@HOST:PORT/DATABASE`; missing parts come from `PGHOST`, `PGPASSWORD` etc. */
  readonly url: string;
  /** `TABLE` or `SCHEMA.TABLE`; created if missing. Default `readings`. */
  readonly table?: string;
  /** Use one table per event type, such as `readings_heart_rate`. Default false. */
  readonly perType?: boolean;
}

/** Maximum number of tables remembered as existing; above it, all are looked up again. */
const EXISTING_TABLES_MAX = 1_000;
/** Maximum length of a name in Postgres. */
const NAME_BYTES_MAX = 63;

/**
 * SQLSTATE classes of temporary errors: connection (08), resources (53), operator intervention (57),
 * rollback (40), system error (58), object state (55).
 */
const TEMPORARY_STATES = /^(08|53|57|40|58|55)/;
/** SQLSTATE classes of invalid values: data exception (22), integrity constraint (23). */
const REFUSED_STATES = /^(22|23)/;

/** Creates a sink for Postgres. Needs the package `pg`. */
export function postgresSink(options: PostgresSinkOptions): Sink {
  return new PostgresSink(options);
}

class PostgresSink implements Sink {
  readonly name: string;
  readonly batchEventsMax = 1_000;
  readonly #options: PostgresSinkOptions;
  readonly #table: string;
  readonly #existingTables = new Set<string>();
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
    await this.#withPool(signal, async (pool) => {
      if (this.#options.perType === true) await pool.query('select 1');
      else await this.#ensureTable(pool, this.#table);
    });
  }

  async write(events: readonly SinkEvent[], signal: AbortSignal): Promise<void> {
    await this.#withPool(signal, async (pool) => {
      for (const [table, rows] of this.#tablesOf(events)) {
        await this.#ensureTable(pool, table);
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

  async #ensureTable(pool: Pool, table: string): Promise<void> {
    if (this.#existingTables.has(table)) return;
    // Check first: a user without the privilege to create tables may still use an existing one.
    const { rows } = await pool.query('select to_regclass($1) as found', [quoted(table)]);
    if (rows[0]?.found === null) await pool.query(createTable(table));
    if (this.#existingTables.size >= EXISTING_TABLES_MAX) this.#existingTables.clear();
    this.#existingTables.add(table);
  }

  /** `pg` does not support an AbortSignal: on abort, reject and close the pool. */
  async #withPool(signal: AbortSignal, work: (pool: Pool) => Promise<void>): Promise<void> {
    const pool = await this.#connect();
    let onAbort = (): void => {};
    const abort = new Promise<never>((_, reject) => {
      onAbort = () =>
        reject(new SinkUnavailableError('no response from Postgres before the timeout'));
      signal.addEventListener('abort', onAbort);
    });
    try {
      await Promise.race([work(pool), abort]);
    } catch (error) {
      this.#existingTables.clear();
      if (signal.aborted) this.#abandonPool();
      throw sinkError(error, this.name);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  async #connect(): Promise<Pool> {
    if (this.#pool) return this.#pool;
    const pg = await optionalLibrary('pg', () => import('pg'));
    this.#pool = new pg.default.Pool({ connectionString: this.#options.url, max: 1 });
    // Emitted when an idle connection is lost; the pool opens a new one for the next write.
    this.#pool.on('error', () => {});
    return this.#pool;
  }

  /** Closes the pool without waiting for it; the next call opens a new one. */
  #abandonPool(): void {
    const pool = this.#pool;
    this.#pool = undefined;
    // `end` does not close a connection that is still being opened: close it once it is open, so that it runs no query.
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
  const { seq, epoch = 0, uid, type, reading } = event;
  const atMs = measuredAtMs(event);
  const { val } = reading as { readonly val?: unknown };
  return {
    developer: developerOf(event),
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

/** Rows are one JSON parameter, so that the statement is the same for a batch of any size. */
function insertInto(table: string): string {
  return `insert into ${quoted(table)} (${COLUMNS}) select ${COLUMNS} from json_to_recordset($1::json)
    as row (developer text, epoch bigint, seq bigint, uid text, type text, ts timestamptz,
    val double precision, reading jsonb) on conflict do nothing`;
}

/**
 * Returns the table of a type. Characters other than letters, digits and `_` become `_`; types with the same result
 * share a table.
 */
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
  // Only errors sent by the server have a severity; others mean that there is no connection.
  const isFromServer = Object.hasOwn(error as object, 'severity');
  if (!isFromServer || TEMPORARY_STATES.test(code))
    return new SinkUnavailableError(text, { cause: error });
  return new SinkSetupError(text, { cause: error });
}
