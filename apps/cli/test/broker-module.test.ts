/** What the program says where the broker cannot be loaded: each fault by its own name. */
import { describe, expect, it } from 'vitest';
import { run } from './program.js';

/** Environment of a Node that runs this before anything else. */
const after = (program: string) => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(program)}`,
});

/** A Node that uWebSockets.js was not built for. */
const OTHER_NODE = after(
  `Object.defineProperty(process, 'versions', { value: { ...process.versions, modules: '1' } })`,
);

/** A package that the broker imports is broken; what works on a data directory needs no such thing. */
const BROKEN = after(`
  import { register } from 'node:module';
  const hooks = \`export const resolve = (name, context, next) => {
    if (name === 'prom-client') throw new Error('it fell over');
    return next(name, context);
  };\`;
  register('data:text/javascript,' + encodeURIComponent(hooks));
`);

describe('a broker that cannot be loaded', () => {
  it('is told as a missing binary where that is what is missing', async () => {
    const { status, stderr } = await run(['serve', '--check'], { env: OTHER_NODE });
    expect(stderr).toMatch(/^wearwire: .*uWebSockets\.js has no binary for Node \d.*: use Node/);
    expect(status).toBe(1);
    const { stdout } = await run(['doctor'], { env: OTHER_NODE });
    expect(stdout).toMatch(/^fail +sockets +.*has no binary for Node .*\n +→ use Node 20 or 22/m);
  });

  it('is told with the message of any other fault', async () => {
    const { status, stderr } = await run(['serve', '--check'], { env: BROKEN });
    expect(stderr).toBe('wearwire: the broker cannot be loaded: it fell over\n');
    expect(status).toBe(1);
    const { stdout } = await run(['doctor'], { env: BROKEN });
    expect(stdout).toMatch(/^fail +sockets +.*: it fell over\n +→ install wearwire again/m);
  });

  it('keeps the cause, which --debug shows', async () => {
    const { stderr } = await run(['serve', '--check', '--debug'], { env: BROKEN });
    expect(stderr).toContain('caused by Error: it fell over');
  });
});
