/** Generated Markdown tables, written into pages between `<!-- name -->` and `<!-- /name -->`. */

/** Formats a table with padded columns, in a form that the formatter does not change. */
export function table(head, rows) {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((cells) => [...String(cells[column])].length)),
  );
  const pad = (cell, column) => cell + ' '.repeat(widths[column] - [...cell].length);
  const line = (cells) =>
    `| ${cells.map((cell, column) => pad(String(cell), column)).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** Replaces the table between the two markers of the page; adds a missing closing marker. */
export function withTable(text, name, rows) {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const start = text.indexOf(open);
  if (start < 0) throw new Error(`the page has no marker ${open}`);
  const end = text.indexOf(close, start);
  const rest = end < 0 ? text.slice(start + open.length) : text.slice(end + close.length);
  return `${text.slice(0, start)}${open}\n\n${rows}\n\n${close}${rest}`;
}
