/**
 * The coverage tables of the README, from the catalog and the vectors: one row per decoder. Pure: used by
 * `scripts/coverage.js`, which writes them, and by the test that they are up to date.
 */

export const START = '<!-- coverage: written by `pnpm coverage`, not by hand -->';
export const END = '<!-- end of coverage -->';

const TITLES = {
  gatt: 'GATT characteristics',
  ant: 'ANT+ pages',
  'polar-pmd': 'Polar PMD streams',
  ieee11073: 'IEEE 11073 numbers',
};
const UNFORMATTED = '<!-- biome-ignore format: a padded table would be many times as long -->';
const HEAD = '| id | what | fields | source | vectors |\n| --- | --- | --- | --- | --: |';

/** Returns the tables. `countVectors(meta)` returns the number of cases for the decoder of a catalog entry. */
export function coverage(catalog, countVectors) {
  const profiles = [...new Set(catalog.map(({ profile }) => profile))];
  const sections = profiles.map((profile) => {
    const metas = catalog.filter((meta) => meta.profile === profile);
    const rows = metas.map((meta) => row(meta, countVectors(meta)));
    return `### ${TITLES[profile] ?? `\`${profile}\``} (${metas.length})\n\n${[UNFORMATTED, HEAD, ...rows].join('\n')}`;
  });
  return `${START}\n\n${sections.join('\n\n')}\n\n${END}`;
}

/** Returns the text with its tables replaced. */
export function withCoverage(text, tables) {
  const from = text.indexOf(START);
  const to = text.indexOf(END);
  if (from < 0 || to < from)
    throw new Error('the README lacks the comments that mark the coverage tables');
  return text.slice(0, from) + tables + text.slice(to + END.length);
}

/**
 * Returns a function that takes a catalog entry and returns the number of asserted cases for which `findDecoder`
 * returns the entry's decoder.
 */
export function vectorCounter(decoders, findDecoder, cases, bytesOf) {
  const counts = new Map();
  for (const { profile, id, hex, frames, status } of cases) {
    if (status !== 'agrees') continue;
    const decoder = findDecoder(profile, id, bytesOf(hex ?? frames[0]));
    counts.set(decoder, (counts.get(decoder) ?? 0) + 1);
  }
  return ({ profile, id }) => counts.get(decoders[profile]?.[id]) ?? 0;
}

function row({ id, name, source, fields, encodes }, vectors) {
  const label = encodes ? `${name}; also encodes` : name;
  return `| ${[`\`${id}\``, label, fieldsOf(fields), source, vectors].join(' | ')} |`;
}

function fieldsOf(fields) {
  return Object.entries(fields)
    .map(([name, unit]) => (unit === '' ? `\`${name}\`` : `\`${name}\` ${unit}`))
    .join(', ');
}
