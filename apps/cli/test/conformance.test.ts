import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { type Broker, createBroker } from '@wearwire/broker';
import { CHECKS, type Report } from '@wearwire/conformance';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEVELOPER, DEVELOPER_FLAGS } from './broker.js';
import { runHere, wearwire } from './program.js';

const OTHER = { id: 'other', key: 'secret2' } as const;
const BOTH = [...DEVELOPER_FLAGS, '--developer', `${OTHER.id}:${OTHER.key}`];

describe('conformance', () => {
  let broker: Broker;
  beforeAll(async () => {
    const developers = [DEVELOPER, OTHER];
    broker = await createBroker({ port: 0, store: 'memory', developers });
  });
  afterAll(() => broker.close());

  it('prints rule, expected, observed and verdict, and exits with 0 when all pass', async () => {
    const only = ['--only', 'connecting', '--only', 'P-OP-4', '--only', 'heartbeat.flood'];
    const { status, stdout, stderr } = await runHere(['conformance', broker.url, ...BOTH, ...only]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^rule +expected +observed +verdict$/);
    expect(lines[1]).toMatch(/^P-CON-1 +opens a WebSocket at the endpoint +HTTP 101 +pass$/);
    expect(stdout).toMatch(/^P-HB-4 .* pass$/m);
    expect(stdout).toMatch(/\/connect: \d+ passed, 0 failed, 0 skipped in \d+\.\d s\n$/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it('skips the checks that need a second developer if only one is given', async () => {
    const only = ['--only', 'heartbeat.flood', '--only', 'identify.consumer'];
    const result = await runHere(['conformance', broker.url, ...DEVELOPER_FLAGS, ...only]);
    expect(result.status).toBe(0);
    expect(result.stdout).toMatch(/a second developer is needed +skip$/m);
    expect(result.stdout).toContain('1 passed, 0 failed, 1 skipped');
  });

  it('prints JSON, and exits with 1 when a check fails', async () => {
    // The broker allows one consumer, so the check fails if it expects more.
    const line = ['--only', 'slots.several', '--consumers-per-developer', '2', '--json'];
    const { status, stdout } = await runHere([
      'conformance',
      broker.url,
      ...DEVELOPER_FLAGS,
      ...line,
    ]);
    expect(status).toBe(1);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ url: broker.url, passed: 0, failed: 1, skipped: 0 });
    expect(report.rows[0]).toMatchObject({ id: 'slots.several', verdict: 'fail' });
    expect(stdout).not.toContain(DEVELOPER.key);
  });

  it('lists the failed checks, so that they can be repeated', async () => {
    const line = ['--only', 'slots.several', '--consumers-per-developer', '2'];
    const { stdout } = await runHere(['conformance', broker.url, ...DEVELOPER_FLAGS, ...line]);
    expect(stdout).toMatch(/^P-ID-12 .* fail$/m);
    expect(stdout).toMatch(/^failed: slots\.several$/m);
  });

  it('runs the WebSocket cases without a developer', async () => {
    const line = ['conformance', broker.url, '--websocket', '--only', 'pings', '--only', 'utf8'];
    const { status, stdout, stderr } = await runHere(line);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^group +ok +non-strict +failed +skipped$/m);
    expect(stdout).toMatch(/^pings +20 +0 +0 +0$/m);
    expect(stdout).toMatch(/\/connect: \d+ cases: \d+ ok, \d+ non-strict, 0 failed, 0 skipped in/);
  });

  it('prints a verdict for each WebSocket case as JSON, and exits with 1 when one failed', async () => {
    // The broker does not echo messages, so it fails as an echo server.
    const line = ['--websocket', '--echo', '--json', '--only', 'lengths.text-125'];
    const { status, stdout } = await runHere(['conformance', broker.url, ...line]);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      failed: 1,
      rows: [{ id: 'lengths.text-125', section: 'RFC 6455, 5.2', verdict: 'failed' }],
    });
  });

  it('reports a wrong key and an unreachable server', async () => {
    const wrong = await runHere(['conformance', broker.url, '--developer', 'me:wrong']);
    expect(wrong).toMatchObject({ status: 1, stdout: '' });
    expect(wrong.stderr).toContain('check --developer');
    const unreachable = await runHere([
      'conformance',
      'ws://127.0.0.1:1/connect',
      ...DEVELOPER_FLAGS,
    ]);
    expect(unreachable).toMatchObject({ status: 1, stdout: '' });
    expect(unreachable.stderr).toMatch(/^wearwire: cannot connect to 127\.0\.0\.1:1: .*\n$/);
  });

  it.each([
    ['three developers', [...BOTH, '--developer', 'x:y']],
    ['one developer twice', [...DEVELOPER_FLAGS, ...DEVELOPER_FLAGS]],
    ['a check that does not exist', [...DEVELOPER_FLAGS, '--only', 'P-XX-9']],
    ['a WebSocket case that does not exist', ['--websocket', '--only', 'P-HB-4']],
    ['--echo without --websocket', [...DEVELOPER_FLAGS, '--echo']],
  ])('exits with 2 on %s', async (_what, flags) => {
    const { status, stdout, stderr } = await runHere(['conformance', 'ws://127.0.0.1:1', ...flags]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^wearwire: .+\n$/);
  });

  it('prints the results so far when it is stopped', async () => {
    let connections = 0;
    const relay = createServer((socket) => {
      connections++;
      socket.pipe(connect(Number(new URL(broker.url).port), '127.0.0.1')).pipe(socket);
      socket.on('error', () => {});
    }).listen(0, '127.0.0.1');
    await once(relay, 'listening');
    const url = `ws://127.0.0.1:${(relay.address() as AddressInfo).port}`;
    await using program = wearwire(['conformance', url, ...DEVELOPER_FLAGS, '--json']);
    // The first connections get a token, check that the stream is unused and read the heartbeat interval. One of the
    // first checks, `identify.timeout`, then waits 15 s, so that the run is not over yet.
    while (connections < 3) await once(relay, 'connection');
    program.signal('SIGINT');
    const { status, stdout, stderr } = await program.ended;
    relay.close();
    expect(status).toBe(1);
    const { rows } = JSON.parse(stdout) as Report;
    expect(rows.length).toBe(CHECKS.length);
    const waiting = rows.find(({ id }) => id === 'identify.timeout');
    expect(waiting).toMatchObject({ verdict: 'skip', observed: 'the run was aborted' });
    expect(stderr).toContain('stopped before all checks were run');
  });
});
