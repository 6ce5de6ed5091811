/** One part of a measurement: one scenario over some targets. */
import type { RunOptions } from '../run.js';
import type { Scenario } from '../scenario.js';
import type { Target } from '../target.js';

export interface Part {
  readonly scenario: Scenario;
  readonly settings: RunOptions['settings'];
  readonly rounds: number;
  readonly targets: readonly Target[];
}
