/** A result as one self-contained HTML file without scripts, fonts or network requests. */
import type { Manifest, ResultFile, ScenarioResult } from '../../result.js';
import { type ReportRow, rowsOf } from '../rows.js';
import { describeLoad } from '../terminal.js';
import { verdictOf } from '../verdict.js';
import { plotsOf } from './plots.js';
import { STYLE } from './style.js';
import { escapeHtml } from './svg.js';

export function formatHtml({ manifest, scenarios }: ResultFile): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>wearwire bench, ${escapeHtml(manifest.startedAt.slice(0, 10))}</title>
<style>${STYLE}</style>
<h1>wearwire bench</h1>
<p><strong>${escapeHtml(verdictOf(scenarios))}</strong></p>
<p class="about">${escapeHtml(machineOf(manifest))}<br><code>${escapeHtml(manifest.command)}</code></p>
<p class="about">Medians of the rounds that were valid and correct; ± is half the difference between the lowest and the highest round. Each target ran by itself, in turn, on this machine, with the load generator beside it.</p>
${scenarios.map(sectionOf).join('\n')}
</html>
`;
}

function machineOf({
  startedAt,
  cpuCount,
  cpuModel,
  memoryBytes,
  system,
  kernel,
  node,
  commit,
}: Manifest): string {
  const memory = `${Math.round(memoryBytes / 2 ** 30)} GiB`;
  const parts = [
    startedAt,
    `${cpuCount} × ${cpuModel}`,
    memory,
    `${system} ${kernel}`,
    `Node ${node}`,
  ];
  return [...parts, ...(commit === undefined ? [] : [`commit ${commit}`])].join(' · ');
}

function sectionOf(scenario: ScenarioResult): string {
  const rows = rowsOf(scenario);
  const figures = plotsOf(scenario).map(
    ({ title, svg }) => `<figure><figcaption>${escapeHtml(title)}</figcaption>${svg}</figure>`,
  );
  return `<section>
<h2>${escapeHtml(scenario.title)}</h2>
<p class="about">${escapeHtml(describeLoad(scenario))}</p>
<div class="scroll">${tableOf(scenario, rows)}</div>
${notesOf(rows)}
<div class="plots">${figures.join('\n')}</div>
</section>`;
}

function tableOf({ figures }: ScenarioResult, rows: readonly ReportRow[]): string {
  const head = ['', ...figures.map(({ title }) => title), 'vs. control', 'guarantees'];
  const body = rows.map(({ title, role, cells, toControl, promise, rounds }) => {
    const line = [title, ...cells, toControl, promise].map((cell) => `<td>${escapeHtml(cell)}`);
    return `<tr class="${rounds === 0 ? 'skipped' : role}">${line.join('')}`;
  });
  return `<table><thead><tr>${head.map((cell) => `<th>${escapeHtml(cell)}`).join('')}<tbody>${body.join('')}</table>`;
}

function notesOf(rows: readonly ReportRow[]): string {
  const items = rows.flatMap(({ title, notes }) =>
    notes.map((note) => {
      const isBad = /^round \d+ IN/.test(note);
      return `<li${isBad ? ' class="bad"' : ''}>${escapeHtml(`${title}: ${note}`)}`;
    }),
  );
  return items.length === 0 ? '' : `<ul class="notes">${items.join('')}</ul>`;
}
