/** Progress on stderr: one line per ended run and, on a terminal, a line below them that is updated in place. */
import { formatQuantity } from '../report/quantity.js';
import type { FigureInfo, Run } from '../result.js';
import type { RunOptions, RunProgress } from '../run.js';
import type { Target } from '../target.js';
import type { BenchContext } from './command.js';

const ERASE = '\r\x1b[K';

export class ProgressLine {
  readonly #output: BenchContext['stderr'];
  #isShown = false;

  constructor(output: BenchContext['stderr']) {
    this.#output = output;
  }

  show({ scenario, target, round, rounds, step, deliveredPerS }: RunProgress): void {
    if (this.#output.isTTY !== true) return;
    const rate =
      deliveredPerS === undefined ? '' : `, ${formatQuantity(deliveredPerS, 'events/s')}`;
    const place = `${scenario}, ${target}, round ${round} of ${rounds}`;
    this.#output.write(`${ERASE}${place}: ${step}${rate}`.slice(0, 120));
    this.#isShown = true;
  }

  /** Reports a run that has ended. */
  reportRun(
    target: Target,
    { round, figures, verdict }: Run,
    { scenario, settings }: Pick<RunOptions, 'scenario' | 'settings'>,
  ): void {
    this.clear();
    const shown = scenario
      .figures(settings)
      .flatMap(({ name, title, unit }: FigureInfo) =>
        figures[name] === undefined ? [] : `${title} ${formatQuantity(figures[name], unit)}`,
      );
    const word = verdict.isCorrect ? 'INVALID' : 'INCORRECT';
    const problem = verdict.reasons.length > 0 ? [`${word}: ${verdict.reasons.join('; ')}`] : [];
    const text = [shown.join(', '), ...problem].filter(Boolean).join('; ');
    this.#output.write(`${scenario.name}, ${target.name}, round ${round}: ${text}\n`);
  }

  clear(): void {
    if (this.#isShown) this.#output.write(ERASE);
    this.#isShown = false;
  }
}
