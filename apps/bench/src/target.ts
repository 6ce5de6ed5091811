/**
 * What can be measured: a server that carries events from producers to consumers, and how to start it.
 *
 * A target is data and three verbs; it knows no scenario and sees no event. How its clients speak is its
 * wire (wire.ts), a module that the generator's processes load by URL, so nothing here crosses a process
 * but strings and plain settings. One file a target in targets/, one row in targets/table.ts.
 */

/** What a server promises about an event that a consumer has seen. Stands beside every figure. */
export interface Promised {
  /** What such an event survives. */
  readonly durable: 'nothing' | 'process crash' | 'power cut';
  /** Each producer's events come in its order, and none comes twice. */
  readonly ordered: boolean;
  /** A consumer that was away can have what it missed. */
  readonly replay: boolean;
  /** What a reader must know beside it, such as "syncs every 2 minutes". */
  readonly note?: string;
}

/** Scenarios name what they need; a target without it is named and skipped. */
export type Capability =
  /** A consumer may ask for events from before it connected (`Opening.replayFrom`). */
  | 'replay'
  /** A consumer may go on behind an event that it has seen (`Opening.resumeAfter`). */
  | 'resume'
  /** `end` and `startAgain`, on the same port and data. */
  | 'restart'
  /** Clients identify; an idle connection has a session. */
  | 'sessions'
  /** More than one consumer of a stream, each of which gets every event. */
  | 'fan-out';

/** Whether a target can be started here; `missing` says what is not there and how to get it, in one line. */
export type Availability = { readonly ok: true } | { readonly ok: false; readonly missing: string };

/** Programs and packages that do a server's work, by name: `{ 'redis-server': '7.0.15', ws: '8.23.0' }`. */
export type Versions = Readonly<Record<string, string>>;

/** What a scenario needs of a server. */
export interface StartOptions {
  /** An empty directory for what the server keeps; it is deleted after the run. */
  readonly directory: string;
  /** Streams that the scenario uses, numbered from 0: a developer, a subject, a topic, a key. */
  readonly streams: number;
  /** Most consumers of one stream at a time. */
  readonly consumersPerStream: number;
  /** Interval of heartbeats told to clients, where the server has such. ms; the server's own by default. */
  readonly heartbeatIntervalMs?: number;
}

/** A server that serves. */
export interface RunningTarget {
  /** Where clients connect. */
  readonly endpoint: Endpoint;
  readonly wire: WireReference;
  /** Every process that does the server's work, for CPU and memory; they change with a restart. */
  pids(): readonly number[];
  /** SIGTERM lets it end in good order, SIGKILL does not; resolves when it is gone. With `restart` only. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** After `end`: on the same port and data; resolves when it serves. With `restart` only. */
  startAgain(): Promise<void>;
  /** Ends whatever runs. Called once, also after a failure. */
  stop(): Promise<void>;
}

/** Where a server listens. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** A module that exports `createWire: (settings) => Wire`, and what to hand it. */
export interface WireReference {
  /** `file:` URL. */
  readonly module: string;
  /** Crosses processes by structured clone: plain data. */
  readonly settings: unknown;
}

/** A server that can be measured. */
export interface Target {
  /** On the command line: `wearwire-disk`, `nats-jetstream`. */
  readonly name: string;
  /** In tables and plots. */
  readonly title: string;
  /** `control`: the least that a server could do, which bounds what any can. */
  readonly role: 'ours' | 'control' | 'peer';
  readonly promise: Promised;
  readonly capabilities: readonly Capability[];
  /** Whether what it needs is installed; `missing` names it and how to get it: one line. */
  isAvailable(): Promise<Availability>;
  /** Of what is installed; asked only where it is available. `unknown` for what does not tell. */
  versions(): Promise<Versions>;
  /** Resolves when it serves. Throws an Error of one line. */
  start(options: StartOptions): Promise<RunningTarget>;
}
