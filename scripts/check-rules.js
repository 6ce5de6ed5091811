/**
 * Holds docs/protocol.md and the tests together: each rule id `P-XX-n` of the page is named by a test
 * title (`[P-HB-4] …`), by a vector that a test loops over (`"rule": "P-HB-4"`) or by a conformance
 * check (`rule: 'P-HB-4'`); and nothing names a rule that the page does not have. Exit 1 on either.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Where an id may stand, and how it looks there. */
const PLACES = [
  { file: /^(packages|apps)\/[^/]+\/(src|test)\/.*\.test\.ts$/, id: /\[(P-[A-Z]+-\d+)\]/g },
  { file: /^packages\/conformance\/src\/checks\/.*\.ts$/, id: /\brule: '(P-[A-Z]+-\d+)'/g },
  { file: /^packages\/[^/]+\/vectors\/.*\.json$/, id: /"rule": "(P-[A-Z]+-\d+)"/g },
];

/** Ids of the page, from the first cell of a table's row, in the order of the page. */
function rulesOfPage() {
  const page = readFileSync(join(root, 'docs/protocol.md'), 'utf8');
  return [...page.matchAll(/^\| *(P-[A-Z]+-\d+) *\|/gm)].map((match) => match[1]);
}

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else yield path;
  }
}

/** Rule id to the files that name it. */
function namedRules() {
  const named = new Map();
  for (const folder of ['packages', 'apps'].map((name) => join(root, name)).filter(existsSync)) {
    for (const path of filesBelow(folder)) {
      const name = relative(root, path);
      for (const place of PLACES.filter(({ file }) => file.test(name))) {
        for (const [, rule] of readFileSync(path, 'utf8').matchAll(place.id)) {
          named.set(rule, (named.get(rule) ?? new Set()).add(name));
        }
      }
    }
  }
  return named;
}

const rules = rulesOfPage();
const named = namedRules();
const twice = rules.filter((rule, index) => rules.indexOf(rule) !== index);
const untested = rules.filter((rule) => !named.has(rule));
const unknown = [...named].filter(([rule]) => !rules.includes(rule));

for (const rule of twice) console.error(`${rule}: stands twice in docs/protocol.md`);
for (const rule of untested) console.error(`${rule}: no test names it`);
for (const [rule, files] of unknown) {
  console.error(`${rule}: not in docs/protocol.md, but named in ${[...files].join(', ')}`);
}
if (twice.length + untested.length + unknown.length > 0) process.exitCode = 1;
else console.log(`all ${rules.length} rules of docs/protocol.md are named by a test`);
