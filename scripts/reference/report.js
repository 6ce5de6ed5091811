/** Formats the API report of a package: the declarations of its exports without docstrings, for reviews. */

/** Returns Markdown with one code block per entry point, names in alphabetical order. */
export function reportOf({ folder, manifest, entries }) {
  const head = `# API report of ${manifest.name}\n\nWritten by \`pnpm reference\`; do not edit. The documentation site has the docstrings.\n`;
  return head + entries.map((entry) => section(entry, folder)).join('');
}

function section({ entry, names }, folder) {
  const own = names.filter(({ file }) => file.startsWith(`${folder}/`));
  const others = names.filter(({ file }) => !file.startsWith(`${folder}/`));
  const lines = [
    ...others.map(
      ({ name, file }) => `export { ${name} }; // of ${file.split('/').slice(0, 2).join('/')}`,
    ),
    ...own.map(({ code }) => withoutComments(code)),
  ];
  return `\n## ${entry}\n\n\`\`\`ts\n${lines.join('\n')}\n\`\`\`\n`;
}

function withoutComments(code) {
  return code.replace(/^ *\/\*\*.*?\*\/\n/gms, '');
}
