/**
 * `export --format tcx`: the file is valid, a second program can read it, and values outside the schema are omitted.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProducer, tokenFromServer } from '@wearwire/client-producer';
import { ensureProgram } from '@wearwire/test-support';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEVELOPER, DEVELOPER_FLAGS, startBroker } from './broker.js';
import { runHere } from './program.js';

const SCHEMA = fileURLToPath(new URL('data/tcx-subset.xsd', import.meta.url));
const xmllint = ensureProgram('xmllint', 'libxml2-utils');
const gpsbabel = ensureProgram('gpsbabel');

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wearwire-tcx-'));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (second: number): string => new Date(1_767_225_600_000 + second * 1_000).toISOString();

async function submitRide(url: string): Promise<void> {
  const { id: developerId, key: apiKey } = DEVELOPER;
  for (const user of ['anna', 'ben']) {
    const getToken = tokenFromServer({ url, developerId, apiKey, user });
    const producer = createProducer({ url, getToken });
    const submit = (type: string, second: number, fields: object) =>
      producer.submit<string>(type, { ts: at(second), ...fields });
    for (let second = 0; second < 60; second++) {
      submit('HEART_RATE', second, { val: 100 + second + 0.4 });
      submit('POWER', second, { val: 200 });
      submit('BIKE_CADENCE', second, { val: 90 });
      submit('DISTANCE', second, { val: second * 8 });
      submit('SPEED', second, { val: 8.1 });
      submit('LOCATION', second, { d: [52.5 + second / 10_000, 13.4] });
      submit('CALORIES', second, { val: 10 + second });
      submit('ECG', second, { d: [1, 2, 3] });
    }
    // Outside the ranges of the schema.
    submit('HEART_RATE', 70, { val: 300 });
    submit('LOCATION', 70, { d: [123, 456] });
    submit('POWER', 70, { val: 'much' });
    await producer.close();
  }
}

it('writes one activity that xmllint finds valid and gpsbabel reads', async () => {
  await using broker = await startBroker();
  await submitRide(broker.url);
  const file = join(folder, 'ride.tcx');
  const line = ['export', broker.url, ...DEVELOPER_FLAGS, '--format', 'tcx', '--output', file];
  const range = ['--from', at(10), '--to', at(50).replace('Z', '+00:00')];
  const { status, stderr } = await runHere([...line, '--user', 'anna', ...range]);
  expect([status, stderr]).toEqual([0, 'wearwire: 280 readings exported\n']);
  const text = await readFile(file, 'utf8');
  expect(text).toContain('<Activity Sport="Biking">');
  expect(text).toContain('<TotalTimeSeconds>39</TotalTimeSeconds>');
  expect(text).toContain('<Calories>39</Calories>');
  expect(text).toContain('<MaximumHeartRateBpm><Value>149</Value></MaximumHeartRateBpm>');
  if (xmllint) {
    const valid = spawnSync(xmllint, ['--noout', '--schema', SCHEMA, file], { encoding: 'utf8' });
    expect([valid.status, valid.stderr.trim()]).toEqual([0, `${file} validates`]);
    const broken = join(folder, 'broken.tcx');
    await writeFile(broken, text.replace('<Intensity>Active</Intensity>', ''));
    expect(spawnSync(xmllint, ['--noout', '--schema', SCHEMA, broken]).status).not.toBe(0);
  }
  if (gpsbabel) {
    const args = ['-t', '-i', 'gtrnctr', '-f', file, '-o', 'unicsv', '-F', '-'];
    const rows = execFileSync(gpsbabel, args, { encoding: 'utf8' }).trim().split('\n');
    expect(rows).toHaveLength(41);
    expect(rows[0]).toMatch(/Latitude,Longitude/);
    expect(rows.join('\n')).toMatch(/52\.501/);
    expect(rows[1]).toMatch(/\b110\b.*\b90\b|\b90\b.*\b110\b/);
  }
});

it('selects readings by ts with --from and --to in CSV, too', async () => {
  await using broker = await startBroker();
  await submitRide(broker.url);
  const line = ['export', broker.url, ...DEVELOPER_FLAGS, '--type', 'POWER', '--user', 'ben'];
  const { stdout } = await runHere([...line, '--format', 'csv', '--from', at(58), '--to', at(70)]);
  expect(stdout.trim().split('\n')).toHaveLength(3);
});

it('rejects TCX without exactly one user or without a representable reading, and an incomplete time', async () => {
  await using broker = await startBroker();
  await submitRide(broker.url);
  const line = ['export', broker.url, ...DEVELOPER_FLAGS, '--format', 'tcx'];
  const nobody = await runHere(line);
  expect([nobody.status, nobody.stderr]).toEqual([
    2,
    'wearwire: --format tcx: an activity belongs to one person; pass exactly one --user\n',
  ]);
  const nothing = await runHere([...line, '--user', 'anna', '--type', 'ECG']);
  expect([nothing.status, nothing.stderr]).toEqual([
    1,
    'wearwire: TCX can represent none of the readings\n',
  ]);
  const half = await runHere([...line, '--user', 'anna', '--from', '2026-01-01']);
  expect([half.status, half.stderr]).toEqual([
    2,
    'wearwire: --from must be a time such as 2026-01-01T08:00:00Z\n',
  ]);
});
