/**
 * A scenario: who is there, what happens, and which figures come of it. One file each in scenarios/, one row
 * in scenarios/table.ts. It knows neither the target nor how rounds are run.
 */
import type { Layout } from './generator/layout.js';
import type { BenchOptions, ValuesOf } from './options.js';
import type { CurvePoint, FigureInfo, Latency } from './result.js';
import type { Phase, ScenarioContext } from './scenario-context.js';
import type { Capability } from './target.js';

/** What a scenario found in one run. */
export interface Measured {
  /** By the names of `figures`; one that could not be had is `undefined`. */
  readonly figures: Readonly<Record<string, number | undefined>>;
  /** By group of producers, or by phase. */
  readonly latency?: Readonly<Record<string, Latency>>;
  /** Those whose validity the run's hangs on; series and use of the server are the last one's. */
  readonly phases: readonly Phase[];
  readonly curve?: readonly CurvePoint[];
  /** What else a reader should know. */
  readonly warnings?: readonly string[];
}

/** A scenario with its own options. */
export interface Scenario<T extends BenchOptions = BenchOptions> {
  readonly name: string;
  readonly title: string;
  /** What it shows, for the list and the help: one sentence. */
  readonly meaning: string;
  readonly needs: readonly Capability[];
  readonly options: T;
  loop(settings: ValuesOf<T>): 'open' | 'closed' | 'none';
  figures(settings: ValuesOf<T>): readonly FigureInfo[];
  layout(settings: ValuesOf<T>): Layout;
  /** Of the generator. By default two of producers and, for more than one consumer, two of consumers. */
  processes?(settings: ValuesOf<T>): { readonly producers: number; readonly consumers: number };
  /** Of heartbeats, where the scenario wants another interval than the server's own. ms. */
  heartbeatIntervalMs?(settings: ValuesOf<T>): number | undefined;
  /** Opens the clients that it needs, applies the load and measures. No client is open when it is called. */
  measure(context: ScenarioContext, settings: ValuesOf<T>): Promise<Measured>;
}

/** Keeps the types of a scenario's own options while it is written. */
export function defineScenario<const T extends BenchOptions>(scenario: Scenario<T>): Scenario {
  return scenario as unknown as Scenario;
}
