/** `report FILE`: shows a saved result as a table, as Markdown or as an HTML page with plots. */
import { writeFile } from 'node:fs/promises';
import { text } from '@wearwire/options';
import { formatHtml } from '../report/html/page.js';
import { formatMarkdown } from '../report/markdown.js';
import { formatResult } from '../report/terminal.js';
import { defineCommand } from './command.js';
import { RESULT_OPERAND, readResult } from './result-file.js';

export const report = defineCommand({
  name: 'report',
  summary: 'show a saved result as a table, as Markdown, or as one HTML page with plots',
  examples: ['bench report result.json --html result.html'],
  operands: [RESULT_OPERAND],
  options: {
    html: {
      flag: 'html',
      kind: text('FILE'),
      meaning: 'Write a self-contained HTML page to this file',
    },
    markdown: {
      flag: 'markdown',
      kind: text('FILE'),
      meaning: 'Write the tables as Markdown to this file',
    },
  },
  run: async ({ stdout }, { html, markdown }, [path = '']) => {
    const result = await readResult(path);
    if (html !== undefined) await writeFile(html, formatHtml(result));
    if (markdown !== undefined) await writeFile(markdown, `${formatMarkdown(result)}\n`);
    if (html === undefined && markdown === undefined) {
      stdout.write(`${formatResult(result, stdout.columns)}\n`);
    }
    return true;
  },
});
