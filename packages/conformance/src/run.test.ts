import { expect, test } from 'vitest';
import { StandIn } from '../test/stand-in/stand-in.js';
import { formatReport, formatRow, type ReportRow, reportOf } from './report.js';
import { runConformance } from './run.js';

const developers = [
  { id: 'dev-a', key: 'key-a' },
  { id: 'dev-b', key: 'key-b' },
] as const;

const NEVER_MS = 3_600_000;

function standIn(
  fault?: 'pretty-tokens' | 'hello-extra-field',
  identifyTimeoutMs = 1_500,
): Promise<StandIn> {
  return StandIn.start({
    developers,
    heartbeatIntervalMs: 1_234,
    identifyTimeoutMs,
    barrierTimeoutMs: 200,
    probeTimeoutMs: 200,
    tokenLifetimeMs: 60_000,
    retentionMs: 60_000,
    consumersPerDeveloper: 1,
    monitorsPerDeveloper: 4,
    consumerTakeOver: false,
    reusableTokens: false,
    fault,
  });
}

test('runs what `only` names: checks, groups and rules, in the order of the protocol', async () => {
  await using server = await standIn();
  const only = ['P-OP-4', 'connecting', 'identify.producer', 'no-such-check'];
  const report = await runConformance({ url: server.url, developers, only });
  const groups = report.rows.map((row) => row.id.split('.')[0]);
  expect([...new Set(groups)]).toEqual(['connecting', 'identify', 'opcodes']);
  expect(report).toMatchObject({ heartbeatIntervalMs: 1_234, failed: 0, skipped: 0 });
  expect(report.passed).toBe(report.rows.length);
});

test('tells each row as soon as it is known, and bears a listener that throws', async () => {
  await using server = await standIn();
  const told: ReportRow[] = [];
  const report = await runConformance({
    url: server.url,
    developers,
    only: ['connecting.hello', 'connecting.origin'],
    onResult: (row) => {
      told.push(row);
      throw new Error('a listener');
    },
  });
  expect(told).toEqual(report.rows);
});

test('skips what has not begun when the signal comes', async () => {
  await using server = await standIn();
  const stop = new AbortController();
  const report = await runConformance({
    url: server.url,
    developers,
    only: ['connecting'],
    signal: stop.signal,
    onResult: () => stop.abort(),
  });
  expect(report.passed).toBe(1);
  expect(report.skipped).toBe(report.rows.length - 1);
});

test('leaves what is under way when the signal comes', async () => {
  await using server = await standIn(undefined, NEVER_MS);
  const stop = new AbortController();
  const report = await runConformance({
    url: server.url,
    developers,
    identifyTimeoutMs: NEVER_MS,
    // The first waits for a deadline that this test does not live to see; the second tells that it is under way.
    only: ['identify.timeout', 'connecting.hello'],
    signal: stop.signal,
    onResult: () => stop.abort(),
  });
  expect(report.rows.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['connecting.hello', 'pass'],
    ['identify.timeout', 'skip'],
  ]);
});

test('rejects where the URL opens no WebSocket', async () => {
  const url = await closedUrl();
  await expect(runConformance({ url, developers })).rejects.toThrow('refused or cut');
  await expect(runConformance({ url: 'nonsense', developers })).rejects.toThrow(TypeError);
});

/** A URL at which nobody listens any more. */
async function closedUrl(): Promise<string> {
  await using server = await standIn();
  return server.url;
}

test('a report holds no token', async () => {
  await using server = await standIn('pretty-tokens');
  const report = await runConformance({ url: server.url, developers, only: ['tokens.user'] });
  expect(report.failed).toBe(1);
  expect(report.rows[0]?.observed).toBe('an empty body: 200 {\\n  "token": "…"\\n}');
});

test('a report as text says what was expected and what was seen', () => {
  const row: ReportRow = {
    id: 'a.b',
    rule: 'P-XX-1',
    title: 'does a thing',
    expected: 'this',
    observed: 'that',
    verdict: 'fail',
    ms: 7,
  };
  expect(formatRow(row)).toBe(
    'fail P-XX-1   does a thing\n     expected: this\n     observed: that',
  );
  expect(formatRow({ ...row, verdict: 'pass' })).toBe('pass P-XX-1   does a thing (7 ms)');
  const rows = [row, { ...row, verdict: 'skip' as const }];
  const text = formatReport(reportOf('ws://x/connect', 400, rows, 1_500));
  expect(text).toContain('skip P-XX-1   does a thing: that');
  expect(text).toContain('ws://x/connect: 0 passed, 1 failed, 1 skipped in 1.5 s');
});
