export type { BenchCommand, BenchContext } from './commands/command.js';
export { BENCH_COMMANDS } from './commands/table.js';
export type { BenchOption, BenchOptions } from './options.js';
export type {
  Correctness,
  CurvePoint,
  FigureInfo,
  GeneratorUse,
  Latency,
  Manifest,
  ResultFile,
  Run,
  ScenarioResult,
  Series,
  ServerUse,
  Spread,
  TargetResult,
  Verdict,
} from './result.js';
export { RESULT_FORMAT } from './result.js';
export type {
  Availability,
  Capability,
  Endpoint,
  Promised,
  RunningTarget,
  StartOptions,
  Target,
  WireReference,
} from './target.js';
export { createTargets } from './targets/table.js';
export type {
  Link,
  Opening,
  PreparedFrame,
  Seat,
  Session,
  Sink,
  Wire,
  WireModule,
} from './wire.js';
