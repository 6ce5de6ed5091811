/** A result as Markdown for a documentation page: the tables and the manifest. */
import type { Manifest, ResultFile, ScenarioResult } from '../result.js';
import { rowsOf } from './rows.js';
import { describeLoad } from './terminal.js';

export function formatMarkdown({ manifest, scenarios }: ResultFile): string {
  return [machineOf(manifest), ...scenarios.map(scenarioOf)].join('\n\n');
}

function machineOf({ startedAt, cpuCount, cpuModel, memoryBytes, node, commit }: Manifest): string {
  const memory = `${Math.round(memoryBytes / 2 ** 30)} GiB`;
  const commitText = commit === undefined ? '' : `, commit ${commit}`;
  return `Measured on ${startedAt.slice(0, 10)}: ${cpuCount} × ${cpuModel}, ${memory}, Node ${node}${commitText}.`;
}

function scenarioOf(scenario: ScenarioResult): string {
  const rows = rowsOf(scenario);
  const head = ['', ...scenario.figures.map(({ title }) => title), 'vs. control', 'guarantees'];
  const lines = rows.map((row) => {
    const title = row.role === 'ours' ? `**${row.title}**` : row.title;
    const skipped = row.rounds === 0 ? (row.notes[0] ?? '') : '';
    return [title, ...row.cells, row.toControl, skipped || row.promise];
  });
  const notes = rows
    .filter(({ rounds }) => rounds > 0)
    .flatMap(({ title, notes }) => notes.map((note) => `- ${title}: ${note}`));
  return [
    `### ${scenario.title}`,
    `${describeLoad(scenario)}.`,
    [
      head,
      head.map((_, at) => (at === 0 || at > scenario.figures.length + 1 ? '---' : '--:')),
      ...lines,
    ]
      .map((line) => `| ${line.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
      .join('\n'),
    ...(notes.length > 0 ? [notes.join('\n')] : []),
  ].join('\n\n');
}
