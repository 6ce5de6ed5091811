/** Formats the verdict in one or two sentences: whether the figures are valid. */
import type { ScenarioResult } from '../result.js';

export function verdictOf(scenarios: readonly ScenarioResult[]): string {
  const runs = scenarios.flatMap(({ targets }) => targets.flatMap((target) => target.runs));
  const incorrect = runs.filter(({ verdict }) => !verdict.isCorrect).length;
  const invalid = runs.filter(({ verdict }) => verdict.isCorrect && !verdict.isValid).length;
  const all = `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}`;
  if (incorrect + invalid === 0) {
    const which = runs.length === 1 ? 'the run was' : `all ${all} were`;
    return `Verdict: ${which} correct and valid.`;
  }
  const sentences = [];
  if (incorrect > 0) {
    sentences.push(
      `${incorrect} of ${all} were INCORRECT: events were lost, duplicated, reordered or damaged.`,
    );
  }
  if (invalid > 0) {
    sentences.push(
      `${invalid} of ${all} were INVALID: the load generator or the machine was the limit, not the server. Run again with a lower rate or on a quieter machine.`,
    );
  }
  return `Verdict: ${sentences.join(' ')} Their figures are excluded; the reasons are below each table.`;
}
