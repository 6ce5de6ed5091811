/** `search`: finds the highest rate with p99 below a limit. */
import { formatQuantity, formatUs } from '../report/quantity.js';
import type { ResultFile } from '../result.js';
import { knee } from '../search/knee.js';
import { defineCommand } from './command.js';
import { FILE_OPTIONS, measure, ROUNDS_OPTION, TARGET_OPTION, targetsOf } from './measure.js';

export const search = defineCommand({
  name: 'search',
  summary: 'find the highest rate at which p99 stays below a limit',
  notes: ['Open loop: latency is measured from the scheduled send time of each event.'],
  examples: ['bench search --p99 20ms --target wearwire-disk --target relay'],
  options: {
    ...knee.options,
    target: TARGET_OPTION,
    rounds: { ...ROUNDS_OPTION, default: 1 },
    ...FILE_OPTIONS,
  },
  run: async (context, values) => {
    const { target, rounds, out, html, data, ...settings } = values;
    const targets = targetsOf(context, target);
    const measurement = { scenario: knee, settings, rounds, targets };
    const { isGood, file } = await measure(context, [measurement], { out, html, data });
    context.stdout.write(`${curvesOf(file)}\n`);
    return isGood;
  },
});

/** Formats one line per point of the curve, for the last round of each target. */
function curvesOf({ scenarios }: ResultFile): string {
  const lines: string[] = [];
  for (const { title, runs } of scenarios.flatMap(({ targets }) => targets)) {
    const curve = runs.at(-1)?.curve;
    if (curve === undefined) continue;
    lines.push(`${title}: offered, delivered, p50, p99`);
    for (const { offeredPerS, deliveredPerS, p50Us, p99Us, isKept, isValid } of curve) {
      const cells = [
        formatQuantity(offeredPerS, 'events/s'),
        formatQuantity(deliveredPerS, 'events/s'),
        formatUs(p50Us),
        formatUs(p99Us),
        isValid ? (isKept ? 'within' : 'over') : 'INVALID',
      ];
      lines.push(`  ${cells.map((cell) => cell.padStart(12)).join('')}`);
    }
  }
  return lines.join('\n');
}
