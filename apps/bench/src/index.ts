export { defaultsOf } from '@wearwire/options';
export type { BenchCommand, BenchContext } from './commands/command.js';
export { BENCH_COMMANDS } from './commands/table.js';
export { layoutOf } from './generator/layout.js';
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
export { type RunOptions, type RunProgress, runScenario } from './run.js';
export { defineScenario, type Measured, type Scenario } from './scenario.js';
export type { Phase, PhaseOptions, ScenarioContext } from './scenario-context.js';
export { SCENARIOS } from './scenarios/table.js';
export type {
  Availability,
  Capability,
  Endpoint,
  Promised,
  RunningTarget,
  StartOptions,
  Target,
  Versions,
  WireReference,
} from './target.js';
export { findProgram } from './targets/peer.js';
export { ServerProcess } from './targets/server-process.js';
export { createTargets } from './targets/table.js';
export type {
  ClientIdentity,
  Link,
  Opening,
  PreparedFrame,
  Session,
  Sink,
  Wire,
  WireModule,
} from './wire.js';
