/**
 * A target: a server that carries events from producers to consumers, and how to start it.
 *
 * A target does not depend on scenarios and handles no events. Its clients' protocol is its wire (wire.ts), a module
 * that the generator's processes load by URL; only strings and plain settings are sent between processes. One
 * file per target in targets/ and one row in targets/create-targets.ts.
 */

/** A server's guarantees for an event that a consumer has received. Shown beside every figure. */
export interface Promised {
  /** The failure that such an event survives: none, a crash of the process, a power cut. */
  readonly durable: 'nothing' | 'process crash' | 'power cut';
  /** Whether events of each producer arrive in order and without duplicates. */
  readonly ordered: boolean;
  /** Whether a consumer can get the events that it missed while disconnected. */
  readonly replay: boolean;
  /** A caveat for the reader, such as "syncs every 2 minutes". */
  readonly note?: string;
}

/** Scenarios list the capabilities they need; targets that lack one are skipped with the reason. */
export type Capability =
  /** A consumer may ask for events from before it connected (`Opening.replayFrom`). */
  | 'replay'
  /** A consumer may resume after an event (`Opening.resumeAfter`). */
  | 'resume'
  /** `end` and `startAgain`, on the same port and data. */
  | 'restart'
  /** Clients identify; an idle connection has a session. */
  | 'sessions'
  /** More than one consumer of a stream, each of which gets every event. */
  | 'fan-out'
  /** Several nodes serve the same streams (`StartOptions.nodes`). */
  | 'nodes';

/** Whether a target can be started here; `missing`: one line that names the missing program and how to install it. */
export type Availability = { readonly ok: true } | { readonly ok: false; readonly missing: string };

/** Versions of a server's programs and packages, by name: `{ 'redis-server': '7.0.15', ws: '8.23.0' }`. */
export type Versions = Readonly<Record<string, string>>;

/** Requirements of a scenario for the start of the server. */
export interface StartOptions {
  /** An empty data directory; deleted after the run. */
  readonly directory: string;
  /** Number of streams that the scenario uses; they are numbered from 0. A stream is a developer, subject, topic or key. */
  readonly streams: number;
  /** Maximum number of concurrent consumers of one stream. */
  readonly consumersPerStream: number;
  /** Heartbeat interval of the clients in ms, for servers with heartbeats. Default: the server's own. */
  readonly heartbeatIntervalMs?: number;
  /** Number of nodes. Default: 1. More only with the capability `nodes`. */
  readonly nodes?: number;
}

/** A running server. */
export interface RunningTarget {
  /** Endpoint to which clients connect. */
  readonly endpoint: Endpoint;
  /** Endpoints of further nodes: client n connects to node n modulo the number of all nodes. */
  readonly otherEndpoints?: readonly Endpoint[];
  readonly wire: WireReference;
  /** Ids of all processes of the server, for CPU and memory; they change with a restart. */
  pids(): readonly number[];
  /** Ids of the processes that store events, if these are other processes. */
  storePids?(): readonly number[];
  /** Stops the server with the signal; resolves when it has ended. Only with the capability `restart`. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Restarts it after `end`, on the same port and data; resolves when it is ready. Only with `restart`. */
  startAgain(): Promise<void>;
  /** Stops all processes. Called once, even after a failure. */
  stop(): Promise<void>;
}

/** Address at which a server listens. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** A module that exports `createWire: (settings) => Wire`, and its settings. */
export interface WireReference {
  /** `file:` URL. */
  readonly module: string;
  /** Plain data, sent to the processes by structured clone. */
  readonly settings: unknown;
}

/** A server that can be measured. */
export interface Target {
  /** Name on the command line: `wearwire-disk`, `nats-jetstream`. */
  readonly name: string;
  /** Title in tables and plots. */
  readonly title: string;
  /** `control`: a minimal server that shows the limits of the load generator and the machine. */
  readonly role: 'ours' | 'control' | 'peer';
  readonly promise: Promised;
  readonly capabilities: readonly Capability[];
  /** Whether its programs are installed. */
  isAvailable(): Promise<Availability>;
  /**
   * Versions of the installed programs; `unknown` when a program prints none. Called only after `isAvailable`
   * succeeded.
   */
  versions(): Promise<Versions>;
  /** Resolves when the server is ready. Throws an Error with a one-line message. */
  start(options: StartOptions): Promise<RunningTarget>;
}
