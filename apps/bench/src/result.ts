/**
 * What a benchmark leaves behind: one JSON file, everything that a report or a comparison needs and nothing
 * that must be run again. Times in µs, bytes, events; each name ends with its unit.
 *
 * A file holds scenarios, a scenario holds targets, a target holds one run a round. Reports show `summary`;
 * plots use `series`, `histogram` and `curve` of the runs. Everything optional is absent where it does not
 * apply or where the system has no /proc.
 */
import type { Promised, Versions } from './target.js';

/** Name and version of the format; a file with another is not to be read. */
export const RESULT_FORMAT = 'wearwire-bench/1';

/** The whole file. */
export interface ResultFile {
  readonly format: typeof RESULT_FORMAT;
  readonly manifest: Manifest;
  readonly scenarios: readonly ScenarioResult[];
}

/** Where and with what it was measured. */
export interface Manifest {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly command: string;
  readonly cpuModel: string;
  /** Those that this process may run on. */
  readonly cpuCount: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly kernel: string;
  readonly node: string;
  /** Of the repository, with `-dirty` for changes; absent outside one. */
  readonly commit?: string;
}

/** How a figure is to be read. */
export interface FigureInfo {
  /** Key in `figures` and `summary`. */
  readonly name: string;
  readonly title: string;
  readonly unit: 'events/s' | 'µs' | 'bytes' | 'cores' | 'ratio' | 'count' | 's' | 'connections/s';
  readonly better: 'higher' | 'lower';
}

/** One scenario over its targets. */
export interface ScenarioResult {
  readonly name: string;
  readonly title: string;
  /** `closed`: as fast as a window allows, for throughput alone; `open`: by a schedule. */
  readonly loop: 'open' | 'closed' | 'none';
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** In the order of a table's columns; the first is the one to compare by. */
  readonly figures: readonly FigureInfo[];
  readonly targets: readonly TargetResult[];
}

/** One target in one scenario. */
export interface TargetResult {
  readonly name: string;
  readonly title: string;
  readonly role: 'ours' | 'control' | 'peer';
  readonly promise: Promised;
  /** What ran. Absent where nothing did, and in files from before versions were kept. */
  readonly versions?: Versions;
  /** Why it was not measured: not installed, or cannot do this. Then there are no runs. */
  readonly skipped?: string;
  readonly runs: readonly Run[];
  /** Of the runs that are valid and correct. */
  readonly summary: Readonly<Record<string, Spread>>;
}

/** Of one figure over the rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

/** One round of one target. */
export interface Run {
  readonly round: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly verdict: Verdict;
  /** By the names of `ScenarioResult.figures`; a figure that could not be had is absent. */
  readonly figures: Readonly<Record<string, number>>;
  readonly correctness: Correctness;
  /** By group of producers: `all`, or such as `hot` and `quiet`, `before` and `during`. */
  readonly latency: Readonly<Record<string, Latency>>;
  readonly series?: Series;
  readonly server?: ServerUse;
  readonly generator: GeneratorUse;
  /** The knee: one point a rate, ascending. */
  readonly curve?: readonly CurvePoint[];
  /** What bounds the figures of this run, as far as the measures tell. */
  readonly boundBy?: string;
}

/** Whether a run counts. */
export interface Verdict {
  /** The generator kept up, and so the figures are the server's. */
  readonly isValid: boolean;
  /** No violation: nothing lost, doubled, swapped or damaged. */
  readonly isCorrect: boolean;
  /** Why not valid or not correct; one line each. */
  readonly reasons: readonly string[];
  /** What a reader should know although the run counts. */
  readonly warnings: readonly string[];
}

/** Counted by the consumers themselves, over all events of the run, warm-up included. */
export interface Correctness {
  readonly sent: number;
  /** Deliveries that were looked at. */
  readonly checked: number;
  readonly lost: number;
  readonly duplicated: number;
  /** Came behind a later event of the same producer. */
  readonly reordered: number;
  /** Payload or frame not as it was sent. */
  readonly damaged: number;
  /** Of another stream. */
  readonly misrouted: number;
  /** The server's own numbers had a gap or went back. */
  readonly seqBroken: number;
  /** Connections that ended although nobody asked them to. */
  readonly closed: number;
  /** On the way when the server was killed and never acknowledged: gone, and no violation. */
  readonly unacknowledged: number;
}

/** From the intended send time (open loop) or the send itself (closed loop) to its arrival. */
export interface Latency {
  readonly count: number;
  readonly p50Us: number;
  readonly p90Us: number;
  readonly p99Us: number;
  readonly p999Us: number;
  readonly p9999Us: number;
  readonly maxUs: number;
  readonly meanUs: number;
  /** HdrHistogram V2, compressed, base64: values in µs. Mergeable with any other. */
  readonly histogram: string;
}

/** One entry an interval of `intervalS`, over the measured time. */
export interface Series {
  readonly intervalS: number;
  /** Deliveries a second. */
  readonly deliveredPerS: readonly number[];
  readonly p50Us: readonly number[];
  readonly p99Us: readonly number[];
  readonly maxUs: readonly number[];
  readonly serverCores?: readonly number[];
  readonly serverResidentBytes?: readonly number[];
}

/** Of all processes of the target, over the measured time. */
export interface ServerUse {
  readonly cpuS: number;
  readonly cores: number;
  readonly residentBytesStart: number;
  readonly residentBytesEnd: number;
  readonly residentBytesMax: number;
  /** Deliveries per second of CPU. */
  readonly eventsPerCpuS: number;
}

/** What the generator used and how well it kept up, over the measured time. */
export interface GeneratorUse {
  readonly processes: number;
  readonly cpuS: number;
  /** Deliveries per second of CPU of all processes of the generator together. */
  readonly eventsPerCpuS: number;
  /** Share of a core that the busiest of its processes had. */
  readonly busiestCores: number;
  /** Of event loops of consumers: how late a timer fires. */
  readonly loopDelayP99Us: number;
  /** From the intended time to the send; open loop only. */
  readonly lateness?: Omit<Latency, 'histogram'>;
  /** Sends more than 1 ms late; all of them were sent. */
  readonly lateSends?: number;
  /** Of WebSocket frames with their headers, before TCP. */
  readonly sentBytesPerEvent: number;
  readonly receivedBytesPerDelivery: number;
  /** Cores used by programs that are neither server nor generator. */
  readonly otherCores?: number;
  /** Growth of the kernel's memory for TCP buffers, at its highest. */
  readonly kernelSocketBytes?: number;
}

/** One rate of a search. */
export interface CurvePoint {
  readonly offeredPerS: number;
  readonly deliveredPerS: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly p999Us: number;
  readonly serverCores?: number;
  /** Whether the bound was kept and everything arrived. */
  readonly isKept: boolean;
  readonly isValid: boolean;
}
