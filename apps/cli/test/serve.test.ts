import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureProgram } from '@wearwire/test-support';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BIN, Program, run, runHere, wearwire } from './program.js';

const ENDPOINT = /ws:\/\/127\.0\.0\.1:\d+\/connect/;

describe('serve', () => {
  let data = '';
  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'wearwire-cli-'));
  });
  afterEach(() => rm(data, { recursive: true, force: true }));
  const flags = (): string[] => ['serve', '--port', '0', '--data', data];

  it('prints one line with its endpoint, and ends with 0 on SIGTERM', async () => {
    await using broker = wearwire([...flags(), '--developer', 'me:secret']);
    const [url] = await broker.seen(ENDPOINT);
    const http = url.replace('ws:', 'http:').replace('/connect', '/readyz');
    expect((await fetch(http)).status).toBe(200);
    broker.signal('SIGTERM');
    const { status, stdout } = await broker.ended;
    expect(status).toBe(0);
    expect(stdout.split('\n').filter((line) => line.includes('/connect'))).toHaveLength(1);
  });

  it('prints the command that creates a key for a new developer, and no key, if stdout is a log', async () => {
    await using broker = wearwire(flags());
    const [, id = ''] = await broker.seen(/developers rotate (dev-\S+) --data/);
    const [url = ''] = ENDPOINT.exec(broker.stdout) ?? [];
    const rotated = await runHere(['developers', 'rotate', id, '--data', data]);
    const credentials = rotated.stdout.trim();
    expect(credentials).toMatch(new RegExp(`^${id}:\\S+$`));
    const token = await runHere(['token', url, '--developer', credentials, '--consumer']);
    expect(token).toMatchObject({ status: 0, stderr: '' });
    broker.signal('SIGINT');
    expect((await broker.ended).status).toBe(0);
    expect(broker.stdout).not.toMatch(/^ *dev-[^:\s]+:\S+$/m);
    await using again = wearwire(flags());
    await again.seen(new RegExp(`developer ${id} is stored in .*: .*developers rotate ${id} `));
  });

  const script = ensureProgram('script', 'bsdutils');
  it.skipIf(script === undefined)(
    'shows the key once on a terminal, and stores the developer',
    async () => {
      const line = ['node', BIN, ...flags()].join(' ');
      await using broker = new Program(script as string, ['-qec', line, '/dev/null']);
      const [, credentials = ''] = await broker.seen(/^ {2}(dev-\S+:\S+)\r?$/m);
      await broker.seen(/simulate ws:\S+/);
      const [url = ''] = ENDPOINT.exec(broker.stdout) ?? [];
      const token = await runHere(['token', url, '--developer', credentials, '--consumer']);
      expect(token).toMatchObject({ status: 0, stderr: '' });
    },
  );

  it('checks its settings and exits', async () => {
    expect(await run([...flags(), '--check'])).toMatchObject({ status: 0, stderr: '' });
    const config = join(data, 'config.json');
    await writeFile(config, JSON.stringify({ port: 'many' }));
    const { status, stderr } = await run(['serve', '--config', config, '--check']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^wearwire: "port" in the config file must be a whole number.*\n$/);
  });

  it('reads settings from variables and a config file; flags take precedence', async () => {
    const config = join(data, 'config.json');
    await writeFile(
      config,
      JSON.stringify({ store: 'memory', developers: ['me:secret'], port: 1 }),
    );
    const env = { WEARWIRE_CONFIG: config, WEARWIRE_PORT: '0' };
    await using broker = wearwire(['serve'], { env });
    const [url] = await broker.seen(ENDPOINT);
    const { status } = await runHere(['token', url, '--developer', 'me:secret', '--user', 'anna']);
    expect(status).toBe(0);
  });

  it('exits with 1 and one line when its directory is in use', async () => {
    await using broker = wearwire(flags());
    await broker.seen(ENDPOINT);
    const { status, stderr } = await run([...flags(), '--log-level', 'silent']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^wearwire: .+\n$/);
  });
});
