/** Formats the pages of the API reference: an index, and for each package its entry points and their exports. */
import { basename } from 'node:path';

/** Maps each exported name to the link of its description, such as `protocol.md#opcode`. */
export function linksOf(packages) {
  const links = new Map();
  for (const { folder, entries } of packages) {
    for (const { name, file } of entries.flatMap(({ names }) => names)) {
      if (file.startsWith(`${folder}/`)) links.set(name, `${basename(folder)}.md#${anchor(name)}`);
    }
  }
  return links;
}

/**
 * Returns the Markdown page of a package. A name that another package declares is linked to that package's
 * page.
 */
export function pageOf({ folder, manifest, entries }, links) {
  const { name, description } = manifest;
  const head = `# ${name}\n\n${description}. How to use it: [README](../../${folder}/README.md).\n`;
  return head + entries.map((entry) => section(entry, folder, links)).join('');
}

/** Returns the index of all names, by package and in alphabetical order. */
export function indexPage(packages) {
  const sections = packages.map(({ folder, manifest, entries }) => {
    const page = `${basename(folder)}.md`;
    const own = entries
      .flatMap(({ names }) => names)
      .filter(({ file }) => file.startsWith(`${folder}/`));
    const names = [...new Set(own.map(({ name }) => name))].sort((a, b) =>
      a.localeCompare(b, 'en'),
    );
    const list = names.map((name) => `[${name}](${page}#${anchor(name)})`).join(', ');
    return `## [${manifest.name}](${page})\n\n${manifest.description}.\n\n${list}\n`;
  });
  return `# API reference\n\n${sections.join('\n')}`;
}

function section({ entry, doc, names }, folder, links) {
  const own = names.filter(({ file }) => file.startsWith(`${folder}/`));
  const others = names.filter(({ file }) => !file.startsWith(`${folder}/`));
  const parts = [`\n## ${entry}\n`];
  if (doc) parts.push(`\n${doc}\n`);
  if (others.length > 0)
    parts.push(
      `\nFrom other packages: ${linked(
        others.map(({ name }) => name),
        links,
      )}.\n`,
    );
  return [...parts, ...own.map((one) => nameSection(one, links))].join('');
}

function nameSection({ name, doc, code }, links) {
  const words = code.replace(/\/\*\*.*?\*\//gs, '').match(/\b[A-Za-z]\w+\b/g) ?? [];
  const uses = [...new Set(words)].filter(
    (word) => word !== name && /^[A-Z]/.test(word) && links.has(word),
  );
  const see = uses.length > 0 ? `\nUses ${linked(uses, links)}.\n` : '';
  return `\n### ${name}\n\n${doc}\n\n\`\`\`ts\n${code}\n\`\`\`\n${see}`;
}

function linked(names, links) {
  return names.map((name) => (links.has(name) ? `[${name}](${links.get(name)})` : name)).join(', ');
}

function anchor(name) {
  return name.toLowerCase();
}
