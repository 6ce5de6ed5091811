/**
 * Measures which share of the lines of the broker's gateway, streams and storage is executed by tests, prints the
 * figures, and fails below the minimum. Runs the tests beside the sources and those of `test/` that run the broker in
 * the process of the test. Excludes storage/nats, whose tests need a NATS server.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const LINES_MIN_PERCENT = 95;
const PARTS = ['gateway', 'stream', 'storage'];
const SOURCES = 'apps/broker/src';
const DIRECTORY = 'node_modules/.cache/coverage';
const BROKER_TESTS = [
  'broker',
  'data-directory',
  'disk-log',
  'disk-sealing',
  'disk-sorting',
  'disk-sorting-faults',
  'extensions',
  'limits',
  'log-survey',
  'own-storage',
  'retention',
  'storage-contract',
  'storage-failure',
  'submit-over-http',
];

const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--coverage.enabled',
    '--coverage.provider=v8',
    '--coverage.reporter=json-summary',
    `--coverage.reportsDirectory=${DIRECTORY}`,
    `--coverage.include=${SOURCES}/{${PARTS.join(',')}}/**`,
    '--coverage.exclude=**/*.test.ts',
    `--coverage.exclude=${SOURCES}/storage/nats/**`,
    SOURCES,
    ...BROKER_TESTS.map((name) => `apps/broker/test/${name}.test.ts`),
  ],
  { stdio: 'inherit' },
);
if (status !== 0) process.exit(status ?? 1);

/** @type {Record<string, { lines: { covered: number; total: number } }>} */
const summary = JSON.parse(readFileSync(`${DIRECTORY}/coverage-summary.json`, 'utf8'));
for (const part of PARTS) {
  let covered = 0;
  let total = 0;
  for (const [file, { lines }] of Object.entries(summary)) {
    if (!file.includes(`/${SOURCES}/${part}/`)) continue;
    covered += lines.covered;
    total += lines.total;
  }
  const percent = (100 * covered) / total;
  console.log(`${part}: ${percent.toFixed(1)} % of ${total} lines`);
  if (!(percent >= LINES_MIN_PERCENT)) {
    console.error(`${part}: below ${LINES_MIN_PERCENT} %; add tests`);
    process.exitCode = 1;
  }
}
