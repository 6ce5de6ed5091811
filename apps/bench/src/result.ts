/**
 * The result of a benchmark: one JSON file with everything that a report or a comparison needs. Times are in
 * µs; each name ends with its unit.
 *
 * A file contains scenarios, a scenario contains targets, a target contains one run per round. Reports show `summary`;
 * plots use `series`, `histogram` and `curve` of the runs. Optional fields are absent if they do not apply or if the
 * system has no /proc.
 */
import type { Promised, Versions } from './target.js';

/** Name and version of the format; readers reject other versions. */
export const RESULT_FORMAT = 'wearwire-bench/1';

/** The whole file. */
export interface ResultFile {
  readonly format: typeof RESULT_FORMAT;
  readonly manifest: Manifest;
  readonly scenarios: readonly ScenarioResult[];
}

/** Machine, versions and command line of the measurement. */
export interface Manifest {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly command: string;
  readonly cpuModel: string;
  /** Cores that this process may run on. */
  readonly cpuCount: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly kernel: string;
  readonly node: string;
  /** Commit of the repository, with `-dirty` for uncommitted changes; absent outside a repository. */
  readonly commit?: string;
}

/** Title, unit and direction of a figure. */
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
  /** `closed`: as fast as a window allows (throughput only); `open`: on a schedule. */
  readonly loop: 'open' | 'closed' | 'none';
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** In the order of the table's columns; the first is used for comparisons. */
  readonly figures: readonly FigureInfo[];
  readonly targets: readonly TargetResult[];
}

/** One target in one scenario. */
export interface TargetResult {
  readonly name: string;
  readonly title: string;
  readonly role: 'ours' | 'control' | 'peer';
  readonly promise: Promised;
  /** Versions of the programs that ran. Absent if nothing ran, and in old files. */
  readonly versions?: Versions;
  /** The reason why the target was not measured (not installed, or a capability is missing); then `runs` is empty. */
  readonly skipped?: string;
  readonly runs: readonly Run[];
  /** Over the runs that are valid and correct. */
  readonly summary: Readonly<Record<string, Spread>>;
}

/** Spread of one figure over the rounds. */
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
  /** By the names of `ScenarioResult.figures`; a figure that could not be measured is absent. */
  readonly figures: Readonly<Record<string, number>>;
  readonly correctness: Correctness;
  /** Per group or phase: `all`, or for example `hot` and `quiet`, `before` and `during`. */
  readonly latency: Readonly<Record<string, Latency>>;
  readonly series?: Series;
  readonly server?: ServerUse;
  readonly generator: GeneratorUse;
  /** Curve of a search: one point per rate, ascending. */
  readonly curve?: readonly CurvePoint[];
  /** The bottleneck of this run, judged by CPU use. */
  readonly boundBy?: string;
}

/** Whether a run counts. */
export interface Verdict {
  /** The generator kept up, so the figures describe the server. */
  readonly isValid: boolean;
  /** No violation: nothing lost, duplicated, reordered or damaged. */
  readonly isCorrect: boolean;
  /** The reasons why the run is invalid or incorrect, one line each. */
  readonly reasons: readonly string[];
  /** Warnings about a run that counts. */
  readonly warnings: readonly string[];
}

/** Counted by the consumers over all events of the run, including the warm-up. */
export interface Correctness {
  readonly sent: number;
  /** Number of deliveries checked. */
  readonly checked: number;
  readonly lost: number;
  readonly duplicated: number;
  /** Events that arrived after a later event of the same producer. */
  readonly reordered: number;
  /** Events whose payload or frame differs from the one sent. */
  readonly damaged: number;
  /** Events of another stream. */
  readonly misrouted: number;
  /** Gaps or steps back in the server's own numbering. */
  readonly seqBroken: number;
  /** Connections that ended unexpectedly. */
  readonly closed: number;
  /** Events in flight and unacknowledged when the server was killed; their loss is not a violation. */
  readonly unacknowledged: number;
}

/** From the scheduled (open loop) or actual (closed loop) send time to the arrival. */
export interface Latency {
  readonly count: number;
  readonly p50Us: number;
  readonly p90Us: number;
  readonly p99Us: number;
  readonly p999Us: number;
  readonly p9999Us: number;
  readonly maxUs: number;
  readonly meanUs: number;
  /** HdrHistogram V2, compressed, base64; values in µs. */
  readonly histogram: string;
}

/** One entry per interval of `intervalS` over the measured window. */
export interface Series {
  readonly intervalS: number;
  /** Deliveries per second. */
  readonly deliveredPerS: readonly number[];
  readonly p50Us: readonly number[];
  readonly p99Us: readonly number[];
  readonly maxUs: readonly number[];
  readonly serverCores?: readonly number[];
  readonly serverResidentBytes?: readonly number[];
}

/** Use of all processes of the target over the measured window. */
export interface ServerUse {
  readonly cpuS: number;
  readonly cores: number;
  readonly residentBytesStart: number;
  readonly residentBytesEnd: number;
  readonly residentBytesMax: number;
  /** Deliveries per CPU second. */
  readonly eventsPerCpuS: number;
}

/** Resource use of the generator over the measured window, and how well it kept up. */
export interface GeneratorUse {
  readonly processes: number;
  readonly cpuS: number;
  /** Deliveries per CPU second of all generator processes together. */
  readonly eventsPerCpuS: number;
  /** Cores used by the busiest generator process. */
  readonly busiestCores: number;
  /** Event-loop delay of the consumer processes. */
  readonly loopDelayP99Us: number;
  /** From the scheduled to the actual send; open loop only. */
  readonly lateness?: Omit<Latency, 'histogram'>;
  /** Events sent more than 1 ms late. */
  readonly lateSends?: number;
  /** Bytes of WebSocket frames with headers, without TCP. */
  readonly sentBytesPerEvent: number;
  readonly receivedBytesPerDelivery: number;
  /** Cores used by programs that are neither server nor generator. */
  readonly otherCores?: number;
  /** Peak growth of the kernel's TCP buffer memory. */
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
  /** Whether p99 was within the limit, and at least 98 % of the events arrived in the window. */
  readonly isKept: boolean;
  readonly isValid: boolean;
}
