/** One page of the reference: a package's entry points, and under each its names in the order of the alphabet. */
import { basename } from 'node:path';

/** Markdown. Names that another package declares are not told twice: they link to its page. */
export function pageOf({ folder, manifest }, entries) {
  const { name, description } = manifest;
  const head = `# ${name}\n\n${description}. How to use it: [README](../../${folder}/README.md).\n`;
  const note = '\nWritten by `pnpm reference` from the docstrings; do not edit.\n';
  return head + note + entries.map((entry) => section(entry, folder)).join('');
}

function section({ entry, doc, names }, folder) {
  const own = names.filter(({ file }) => file.startsWith(`${folder}/`));
  const others = names.filter(({ file }) => !file.startsWith(`${folder}/`));
  const parts = [`\n## ${entry}\n`];
  if (doc) parts.push(`\n${doc}\n`);
  if (others.length > 0) parts.push(`\n${handedOn(others)}\n`);
  return [...parts, ...own.map(nameSection)].join('');
}

function nameSection({ name, doc, code }) {
  return `\n### ${name}\n\n${doc}\n\n\`\`\`ts\n${code}\n\`\`\`\n`;
}

/** Grouped by the package that they come from. */
function handedOn(names) {
  const byFolder = new Map();
  for (const { name, file } of names) {
    const folder = file.split('/').slice(0, 2).join('/');
    const link = `[${name}](${basename(folder)}.md#${name.toLowerCase()})`;
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), link]);
  }
  const lines = [...byFolder].map(
    ([folder, links]) => `From ${basename(folder)}: ${links.join(', ')}.`,
  );
  return lines.join('\n\n');
}
