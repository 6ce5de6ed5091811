/**
 * Checks the files in .github for faults that GitHub reports only after a push: invalid YAML and duplicate keys,
 * actions without a full version (`@v1.2.3`), and a CI workflow that does not run `.ci/run`. Not a full linter.
 * Exits with 1 and one line per fault.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';

const FOLDER = fileURLToPath(new URL('../.github/', import.meta.url));
/** An action with a full version, or a workflow of this repository. */
const PINNED = /^([\w-]+\/[\w./-]+@v\d+\.\d+\.\d+|\.\/\.github\/workflows\/[\w-]+\.yml)$/;

const files = readdirSync(FOLDER, { recursive: true }).filter((name) => name.endsWith('.yml'));
const faults = [];
const parsed = new Map();
for (const file of files) {
  const document = parseDocument(readFileSync(join(FOLDER, file), 'utf8'));
  for (const { message } of [...document.errors, ...document.warnings]) {
    faults.push(`${file}: ${message}`);
  }
  parsed.set(file, document.toJS());
}

for (const [file, { jobs = {} }] of parsed) {
  for (const [name, { uses, steps = [] }] of Object.entries(jobs)) {
    for (const used of [uses, ...steps.map((step) => step.uses)]) {
      if (used && !PINNED.test(used))
        faults.push(`${file}, job ${name}: ${used} has no full version`);
    }
  }
}

const checks = parsed.get(join('workflows', 'ci.yml'))?.jobs.check.steps ?? [];
if (checks.at(-1)?.run !== '.ci/run') faults.push('workflows/ci.yml: its last step is not .ci/run');

for (const fault of faults) console.error(`.github/${fault}`);
if (faults.length > 0) process.exitCode = 1;
else console.log(`${files.length} valid files in .github`);
