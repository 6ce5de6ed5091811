export { defaultsOf } from '@wearwire/options';
export { BENCH_COMMANDS } from './commands/bench-commands.js';
export type { BenchCommand, BenchContext } from './commands/command.js';
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
export { SCENARIOS } from './scenarios/scenarios.js';
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
export { createTargets } from './targets/create-targets.js';
export { findProgram } from './targets/peer.js';
export { ServerProcess } from './targets/server-process.js';
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
