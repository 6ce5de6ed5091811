import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBroker } from './broker.js';
import { runHere } from './program.js';

interface Row {
  readonly name: string;
  readonly verdict: string;
  readonly seen: string;
  readonly remedy?: string;
}

describe('doctor', () => {
  let data = '';
  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'wearwire-cli-'));
  });
  afterEach(() => rm(data, { recursive: true, force: true }));
  const rowsOf = (stdout: string): Map<string, Row> =>
    new Map((JSON.parse(stdout) as Row[]).map((row) => [row.name, row]));

  it('checks this machine, a data directory and a running broker', async () => {
    await using broker = await startBroker();
    const { status, stdout } = await runHere(['doctor', broker.url, '--data', data, '--json']);
    const rows = rowsOf(stdout);
    expect(status).toBe([...rows.values()].some(({ verdict }) => verdict === 'fail') ? 1 : 0);
    for (const name of ['node', 'sockets', 'server', 'ready', 'websocket', 'data']) {
      expect(rows.get(name), stdout).toMatchObject({ verdict: 'ok' });
    }
    expect(rows.get('sockets')?.seen).toMatch(
      /uws-pack 20\.0\.8.* SHA-256 matches docs|runs on ws 8/,
    );
    expect(rows.get('server')?.seen).toContain('wearwire 0.0.0');
    for (const name of ['disk-space', 'file-system', 'durability', 'clock', 'file-limit']) {
      expect(rows.has(name)).toBe(process.platform === 'linux' || !/clock|limit/.test(name));
    }
  });

  it('fails, with a remedy, for an unreachable broker and for wrong settings', async () => {
    const config = join(data, 'config.json');
    await writeFile(config, '{"port": "many"}');
    const url = 'ws://127.0.0.1:1/connect';
    const { status, stdout } = await runHere(['doctor', url, '--data', data, '--config', config]);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^fail +server +ws:\S+ connection refused\n +→ is the broker running\?/m,
    );
    expect(stdout).toMatch(/^fail +settings +"port" in the config file must be/m);
  });

  it('reads the authorities of WEARWIRE_CA only to connect', async () => {
    const env = { WEARWIRE_CA: join(data, 'missing.pem') };
    const { stdout } = await runHere(['doctor', '--data', data, '--json'], { env });
    expect(rowsOf(stdout).get('node')).toMatchObject({ verdict: 'ok' });
    const { status, stderr } = await runHere(['doctor', 'wss://127.0.0.1:1/connect'], { env });
    expect(status).toBe(1);
    expect(stderr).toMatch(/WEARWIRE_CA: cannot read .*missing\.pem \(ENOENT\)/);
  });

  it('reports the durability set by a variable', async () => {
    const env = { WEARWIRE_DATA: data, WEARWIRE_DURABILITY: 'process' };
    const { stdout } = await runHere(['doctor', '--json'], { env });
    expect(rowsOf(stdout).get('durability')).toMatchObject({
      verdict: 'warn',
      seen: expect.stringContaining('durability process'),
    });
  });
});
