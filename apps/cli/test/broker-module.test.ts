/** The commands when uWebSockets.js or the broker cannot be loaded. */
import { describe, expect, it } from 'vitest';
import { run } from './program.js';

/** An environment in which Node runs this code before the program. */
const preloading = (code: string) => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}`,
});

/** Simulates a Node version without a binary of uWebSockets.js. */
const NODE_WITHOUT_UWS = preloading(
  `Object.defineProperty(process, 'versions', { value: { ...process.versions, modules: '1' } })`,
);

/** Simulates a broken dependency of the broker, which commands on data directories do not load. */
const BROKEN = preloading(`
  import { register } from 'node:module';
  const hooks = \`export const resolve = (name, context, next) => {
    if (name === 'prom-client') throw new Error('it fell over');
    return next(name, context);
  };\`;
  register('data:text/javascript,' + encodeURIComponent(hooks));
`);

describe('a broker on a Node without a binary of uWebSockets.js', () => {
  it('runs on ws, as doctor reports', async () => {
    const { status, stdout, stderr } = await run(['doctor', '--json'], { env: NODE_WITHOUT_UWS });
    expect({ status, stderr }).toEqual({ status: expect.any(Number), stderr: '' });
    const sockets = JSON.parse(stdout).find(({ name }: { name: string }) => name === 'sockets');
    expect(sockets).toMatchObject({ verdict: 'ok' });
    expect(sockets.seen).toMatch(/runs on ws \d\S*: uWebSockets\.js has no binary for Node \d/);
  });

  it('fails with the cause and the remedy when uWebSockets.js is requested', async () => {
    const flags = ['serve', '--store', 'memory', '--port', '0', '--sockets', 'uws'];
    const { status, stderr } = await run(flags, { env: NODE_WITHOUT_UWS });
    expect(stderr).toMatch(/^wearwire: uWebSockets\.js has no binary for .*; use --sockets auto/m);
    expect(status).toBe(1);
  });
});

describe('a broker that cannot be loaded', () => {
  it('fails with the message of the cause', async () => {
    const { status, stderr } = await run(['serve', '--check'], { env: BROKEN });
    expect(stderr).toBe('wearwire: cannot load the broker: it fell over\n');
    expect(status).toBe(1);
    const { stdout } = await run(['doctor'], { env: BROKEN });
    expect(stdout).toMatch(/^fail +sockets +.*: it fell over\n +→ reinstall wearwire/m);
  });

  it('shows the cause with --debug', async () => {
    const { stderr } = await run(['serve', '--check', '--debug'], { env: BROKEN });
    expect(stderr).toContain('caused by Error: it fell over');
  });
});
