/**
 * A server with a log, on the scripted one: with the extension `ack` it takes each number of a producer
 * once and acknowledges it; without it knows the published protocol alone. Faults are the test's to make.
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

/** Whether it stores a number once. */
export function takesOnce(kind: ServerKind): boolean {
  return (EXTENSIONS_OF[kind] as readonly string[]).includes('ack');
}

/** The readings of a SUBMIT or SUBMIT_BATCH, as the SUBMITs that each stands for. */
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
  /** What it speaks, from the next connection on. */
  kind: ServerKind;
  /** Highest number stored, by producer id. */
  readonly #marks = new Map<unknown, number>();
  #isReading = true;
  /** Connections that have lost something: a link that lost one frame brings no later one. */
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

  /** Whether what it gets reaches the log; what does not is lost, and all that follows on that link. */
  set isReading(isReading: boolean) {
    this.#isReading = isReading;
    const connection = this.scripted.connections.at(-1);
    if (!isReading && connection) this.#deaf.add(connection);
    this.#setHeartbeats();
  }

  /** Whether it says what it has stored. */
  set isAnswering(isAnswering: boolean) {
    this.#isAnswering = isAnswering;
    this.#setHeartbeats();
  }

  /** The link breaks, if there is one. */
  cut(code = 1006): void {
    this.scripted.connections.at(-1)?.close(code);
  }

  /** What came on a connection, reading by reading. */
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
    if (!takesOnce(this.kind) || n === undefined) {
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
