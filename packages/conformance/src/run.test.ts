import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { ReferenceServer } from '../test/reference-server/reference-server.js';
import { formatReport, formatRow, type ReportRow, reportOf } from './report.js';
import { runConformance } from './run.js';

const developers = [
  { id: 'dev-a', key: 'key-a' },
  { id: 'dev-b', key: 'key-b' },
] as const;

const NEVER_MS = 3_600_000;

function startServer(
  fault?: 'pretty-tokens' | 'hello-extra-field',
  identifyTimeoutMs = 1_500,
): Promise<ReferenceServer> {
  return ReferenceServer.start({
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
  await using server = await startServer();
  const only = ['P-OP-4', 'connecting', 'identify.producer', 'no-such-check'];
  const report = await runConformance({ url: server.url, developers, only });
  const groups = report.rows.map((row) => row.id.split('.')[0]);
  expect([...new Set(groups)]).toEqual(['connecting', 'identify', 'opcodes']);
  expect(report).toMatchObject({ heartbeatIntervalMs: 1_234, failed: 0, skipped: 0 });
  expect(report.passed).toBe(report.rows.length);
});

test('passes each row to onResult as soon as it is known and ignores errors of the listener', async () => {
  await using server = await startServer();
  const received: ReportRow[] = [];
  const report = await runConformance({
    url: server.url,
    developers,
    only: ['connecting.hello', 'connecting.origin'],
    onResult: (row) => {
      received.push(row);
      throw new Error('a listener');
    },
  });
  expect(received).toEqual(report.rows);
});

test('skips checks that have not started when the signal aborts', async () => {
  await using server = await startServer();
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

test('aborts running checks when the signal aborts', async () => {
  await using server = await startServer(undefined, NEVER_MS);
  const stop = new AbortController();
  const report = await runConformance({
    url: server.url,
    developers,
    identifyTimeoutMs: NEVER_MS,
    // The first check waits for a deadline that this test does not reach; the second aborts the run meanwhile.
    only: ['identify.timeout', 'connecting.hello'],
    signal: stop.signal,
    onResult: () => stop.abort(),
  });
  expect(report.rows.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['connecting.hello', 'pass'],
    ['identify.timeout', 'skip'],
  ]);
});

test('rejects if no WebSocket can be opened at the URL', async () => {
  const url = await closedUrl();
  await expect(runConformance({ url, developers })).rejects.toThrow('refused or closed');
  await expect(runConformance({ url: 'nonsense', developers })).rejects.toThrow(TypeError);
});

/** Returns a URL at which no server listens. */
async function closedUrl(): Promise<string> {
  await using server = await startServer();
  return server.url;
}

test.each([
  ['before the headers', () => {}],
  ['within the body', (response: ServerResponse) => void response.writeHead(200).write('{')],
])('a row names an HTTP request that is not answered in time, %s', async (_, answer) => {
  await using server = await startServer();
  const silent = createServer((_request, response) => answer(response)).listen(0, '127.0.0.1');
  try {
    await once(silent, 'listening');
    const authUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    const only = ['tokens.developer'];
    const options = { url: server.url, authUrl, developers, only, replyTimeoutMs: 100 };
    const { rows } = await runConformance(options);
    expect(rows.map(({ observed }) => observed)).toEqual([
      'POST auth/developer: no complete answer within 100 ms',
    ]);
  } finally {
    silent.closeAllConnections();
    silent.close();
  }
});

test('a report contains no token', async () => {
  await using server = await startServer('pretty-tokens');
  const report = await runConformance({ url: server.url, developers, only: ['tokens.user'] });
  expect(report.failed).toBe(1);
  expect(report.rows[0]?.observed).toBe('an empty body: 200 {\\n  "token": "…"\\n}');
});

test('formats a report with expected and observed values', () => {
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
