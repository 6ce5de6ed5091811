/**
 * A server with a log, based on the scripted server. With the extension `ack` it stores each number of a producer
 * once and acknowledges it; without it, it supports only the base protocol. Tests inject faults.
 */
import {
  type ScriptedConnection,
  type ScriptedFrame,
  ScriptedServer,
  type VirtualClock,
} from '@wearwire/client-core/testing';

const EXTENSIONS_OF = {
  'with ack': ['ack'],
  'with ack and batch': ['ack', 'batch'],
  'with batch': ['batch'],
  'without extensions': [],
} as const;

export type ServerKind = keyof typeof EXTENSIONS_OF;

export const SERVER_KINDS = Object.keys(EXTENSIONS_OF) as readonly ServerKind[];

/** Returns whether the server stores each number only once. */
export function ignoresDuplicates(kind: ServerKind): boolean {
  return (EXTENSIONS_OF[kind] as readonly string[]).includes('ack');
}

/** Returns the readings of a SUBMIT or SUBMIT_BATCH as single SUBMITs. */
export function submitsIn({ op, t, d, n }: ScriptedFrame): ScriptedFrame[] {
  if (op === 6) return [{ op, ...(t && { t }), ...(d && { d }), ...(n && { n }) }];
  if (op !== 67) return [];
  const readings = d as unknown as readonly NonNullable<ScriptedFrame['d']>[];
  return readings.map((d, i) => ({ op: 6, d, ...(t && { t }), ...(n && { n: n + i }) }));
}

export interface Logged {
  readonly t: string;
  readonly val: unknown;
  readonly atMs: number;
}

export class LogServer {
  readonly log: Logged[] = [];
  readonly scripted: ScriptedServer;
  /** The extensions that it supports, effective with the next connection. */
  kind: ServerKind;
  /** Highest number stored, by producer id. */
  readonly #marks = new Map<unknown, number>();
  #isReading = true;
  /** Connections that have lost a frame: later frames of such a connection do not arrive. */
  readonly #deaf = new WeakSet<ScriptedConnection>();
  #isAnswering = true;

  readonly #clock: VirtualClock;

  constructor(kind: ServerKind, clock: VirtualClock) {
    this.kind = kind;
    this.#clock = clock;
    const server = this;
    this.scripted = new ScriptedServer({
      confirms: {
        get extensions() {
          return EXTENSIONS_OF[server.kind];
        },
      },
      onFrame: (frame, connection) => this.#read(frame, connection),
    });
  }

  /** Whether received frames reach the log; otherwise the frame and all later ones on the connection are lost. */
  set isReading(isReading: boolean) {
    this.#isReading = isReading;
    const connection = this.scripted.connections.at(-1);
    if (!isReading && connection) this.#deaf.add(connection);
    this.#setHeartbeats();
  }

  /** Whether it acknowledges stored events. */
  set isAnswering(isAnswering: boolean) {
    this.#isAnswering = isAnswering;
    this.#setHeartbeats();
  }

  /** Breaks the connection, if there is one. */
  cut(code = 1006): void {
    this.scripted.connections.at(-1)?.close(code);
  }

  /** Returns the readings that arrived on a connection. */
  submitsOf(connection = this.scripted.connection): ScriptedFrame[] {
    return connection.received.flatMap(submitsIn);
  }

  valuesOf(type: string): unknown[] {
    return this.log.filter(({ t }) => t === type).map(({ val }) => val);
  }

  #setHeartbeats(): void {
    for (const connection of this.scripted.connections) {
      connection.acksHeartbeats = this.#isAnswering && !this.#deaf.has(connection);
    }
  }

  #read(frame: ScriptedFrame, connection: ScriptedConnection): void {
    if (!this.#isReading) this.#deaf.add(connection);
    if (frame.op === 3) this.#setHeartbeats();
    if (this.#deaf.has(connection)) return;
    for (const submit of submitsIn(frame)) this.#submitted(submit, connection);
  }

  #submitted({ t = '', d, n }: ScriptedFrame, connection: ScriptedConnection): void {
    if (!ignoresDuplicates(this.kind) || n === undefined) {
      this.log.push({ t, val: d?.val, atMs: this.#clock.now() });
      return;
    }
    const producer = connection.receivedOf(3)[0]?.d?.producer_id;
    const mark = this.#marks.get(producer) ?? 0;
    if (n > mark) {
      this.#marks.set(producer, n);
      this.log.push({ t, val: d?.val, atMs: this.#clock.now() });
    }
    const ack = { op: 65, d: { n: Math.max(n, mark) } };
    if (this.#isAnswering) queueMicrotask(() => connection.send(ack));
  }
}
