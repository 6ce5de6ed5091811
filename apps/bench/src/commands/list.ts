/** `list`: prints every scenario, and every target with its guarantees and whether it is installed. */
import { SCENARIOS } from '../scenarios/scenarios.js';
import type { Target } from '../target.js';
import { createTargets } from '../targets/create-targets.js';
import { defineCommand } from './command.js';

export const list = defineCommand({
  name: 'list',
  summary: 'list scenarios, and targets with their guarantees',
  examples: ['bench list'],
  options: {},
  run: async (context) => {
    const width = Math.max(...SCENARIOS.map(({ name }) => name.length));
    const scenarios = SCENARIOS.map(({ name, meaning }) => `  ${name.padEnd(width)}  ${meaning}`);
    const targets = await Promise.all(createTargets(context.program).map(lineOf));
    const lines = ['scenarios', ...scenarios, '', 'targets', ...targets, ''];
    context.stdout.write(lines.join('\n'));
    return true;
  },
});

async function lineOf(target: Target): Promise<string> {
  const { name, title, promise } = target;
  const availability = await target.isAvailable();
  const promises = [
    promise.durable === 'nothing' ? 'keeps nothing' : `survives a ${promise.durable}`,
    promise.ordered ? 'in order' : 'unordered',
    promise.replay ? 'replays' : 'no replay',
    ...(promise.note === undefined ? [] : [promise.note]),
  ].join(', ');
  const missing = availability.ok ? '' : `; not available: ${availability.missing}`;
  return `  ${name}: ${title} (${promises})${missing}`;
}
