/**
 * Checks that each rule id `P-XX-n` of docs/protocol.md is in a test title (`[P-HB-4] …`), in a test vector (`"rule":
 * "P-HB-4"`) or in a conformance check (`rule: 'P-HB-4'`), and that each rule in these is on the page. Exits with 1
 * otherwise.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './packages/publishable.js';

/** The files that contain rule ids, and the form of an id in them. */
const SOURCES = [
  { file: /^(packages|apps)\/[^/]+\/(src|test)\/.*\.test\.ts$/, id: /\[(P-[A-Z]+-\d+)\]/g },
  { file: /^packages\/conformance\/src\/checks\/.*\.ts$/, id: /\brule: '(P-[A-Z]+-\d+)'/g },
  { file: /^packages\/[^/]+\/vectors\/.*\.json$/, id: /"rule": "(P-[A-Z]+-\d+)"/g },
];

/** Returns the rule ids in the first cell of table rows, in the order of the page. */
function rulesOfPage() {
  const page = readFileSync(join(ROOT, 'docs/protocol.md'), 'utf8');
  return [...page.matchAll(/^\| *(P-[A-Z]+-\d+) *\|/gm)].map((match) => match[1]);
}

/** Maps each rule id to the files that name it. */
function namedRules() {
  const named = new Map();
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', 'packages', 'apps'];
  const names = execFileSync('git', list, { cwd: ROOT, encoding: 'utf8' }).split('\n');
  for (const name of names.filter((one) => existsSync(join(ROOT, one)))) {
    for (const source of SOURCES.filter(({ file }) => file.test(name))) {
      for (const [, rule] of readFileSync(join(ROOT, name), 'utf8').matchAll(source.id)) {
        named.set(rule, (named.get(rule) ?? new Set()).add(name));
      }
    }
  }
  return named;
}

const rules = rulesOfPage();
const named = namedRules();
const duplicates = rules.filter((rule, index) => rules.indexOf(rule) !== index);
const untested = rules.filter((rule) => !named.has(rule));
const unknown = [...named].filter(([rule]) => !rules.includes(rule));

for (const rule of duplicates) console.error(`${rule}: duplicate in docs/protocol.md`);
for (const rule of untested) console.error(`${rule}: no test names it`);
for (const [rule, files] of unknown) {
  console.error(`${rule}: not in docs/protocol.md, but named in ${[...files].join(', ')}`);
}
if (duplicates.length + untested.length + unknown.length > 0) process.exitCode = 1;
else console.log(`all ${rules.length} rules of docs/protocol.md are named by a test`);
