/**
 * A scenario: its clients, its load and its figures. Each scenario has one file in scenarios/ and one row in
 * scenarios/scenarios.ts. It does not depend on the target or on how rounds are run.
 */

import type { OptionTable, OptionValues } from '@wearwire/options';
import type { Layout } from './generator/layout.js';
import type { CurvePoint, FigureInfo, Latency } from './result.js';
import type { Phase, ScenarioContext } from './scenario-context.js';
import type { Capability } from './target.js';

/** The measurements of one run. */
export interface Measured {
  /** By the names of the scenario's `figures`; `undefined` for a figure that could not be measured. */
  readonly figures: Readonly<Record<string, number | undefined>>;
  /** Per group of producers or per phase. */
  readonly latency?: Readonly<Record<string, Latency>>;
  /** The run is valid if all phases are; series and server use are those of the last phase. */
  readonly phases: readonly Phase[];
  readonly curve?: readonly CurvePoint[];
  /** Warnings for the reader. */
  readonly warnings?: readonly string[];
}

/** A scenario with its own options. */
export interface Scenario<T extends OptionTable = OptionTable> {
  readonly name: string;
  readonly title: string;
  /** The measured quantity, for the list and the help: one phrase. */
  readonly meaning: string;
  readonly needs: readonly Capability[];
  readonly options: T;
  loop(settings: OptionValues<T>): 'open' | 'closed' | 'none';
  figures(settings: OptionValues<T>): readonly FigureInfo[];
  layout(settings: OptionValues<T>): Layout;
  /** Number of generator processes. Default: two for producers and two for consumers. */
  processes?(settings: OptionValues<T>): { readonly producers: number; readonly consumers: number };
  /** Heartbeat interval in ms; `undefined`: the server's default. */
  heartbeatIntervalMs?(settings: OptionValues<T>): number | undefined;
  /** Nodes that the target is started with. Default: 1. */
  nodes?(settings: OptionValues<T>): number;
  /** Opens clients, applies the load and measures. No client is open when it is called. */
  measure(context: ScenarioContext, settings: OptionValues<T>): Promise<Measured>;
}

/** Infers the types of a scenario's options. */
export function defineScenario<const T extends OptionTable>(scenario: Scenario<T>): Scenario {
  return scenario as unknown as Scenario;
}
