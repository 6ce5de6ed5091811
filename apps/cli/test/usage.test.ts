import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/commands/table.js';
import { freePort } from './broker.js';
import { BIN, Program, run, runHere } from './program.js';

const URL_FLAGS = ['ws://127.0.0.1:9/connect', '--developer', 'me:secret'];

describe('the command line', () => {
  it('prints its version', async () => {
    const manifest = await readFile(new URL('../package.json', import.meta.url), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    expect(await run(['--version'])).toMatchObject({ status: 0, stdout: `${version}\n` });
  });

  it('reports in one line that the version of Node is too old', async () => {
    const old =
      'Object.defineProperty(process,"versions",{value:{...process.versions,node:"18.20.8"}})';
    const args = ['--import', `data:text/javascript,${old}`, BIN, 'serve'];
    await using program = new Program(process.execPath, args);
    expect(await program.ended).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^wearwire: Node 18\.20\.8 is too old: .*\n$/),
    });
  });

  it('lists every command in its help', async () => {
    const { status, stdout } = await runHere(['--help']);
    expect(status).toBe(0);
    for (const { name } of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
  });

  it.each(COMMANDS.map(({ name }) => name))(
    '%s --help shows usage and an example',
    async (name) => {
      const { status, stdout, stderr } = await runHere([name, '--help']);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain(`${name}`);
      expect(stdout).toMatch(/^usage: /m);
      expect(stdout).toMatch(/^example: /m);
    },
  );

  it.each<[string, string[], Record<string, string>?]>([
    ['no command', []],
    ['an unknown command', ['fly']],
    ['an unknown flag', ['serve', '--fly']],
    ['a flag without its value', ['serve', '--port']],
    ['a value of the wrong kind', ['serve', '--port', 'many']],
    ['an unexpected operand', ['demo', 'now']],
    ['a missing URL', ['tail', '--developer', 'me:secret']],
    ['an invalid URL', ['tail', 'localhost', '--developer', 'me:secret']],
    ['a missing developer', ['tail', 'ws://127.0.0.1:9']],
    ['two URLs', ['tail', 'ws://127.0.0.1:9', ...URL_FLAGS]],
    ['neither user nor consumer', ['token', ...URL_FLAGS]],
    ['both user and consumer', ['token', ...URL_FLAGS, '--user', 'anna', '--consumer']],
    ['an unknown variable', ['decode', '2A37', '0048'], { WEARWIRE_PROT: '1' }],
    ['an unknown characteristic', ['decode', '2ZZZ', '00']],
    ['invalid bytes', ['decode', '2A37', '4']],
    ['an unknown shell', ['completion', 'tcsh']],
    [
      'an invalid developer in a variable',
      ['tail', 'ws://127.0.0.1:9'],
      { WEARWIRE_DEVELOPER: 'me' },
    ],
    ['an unknown sensor', ['simulate', ...URL_FLAGS, '--sensors', 'hr,nose']],
    ['a duration of an unknown unit', ['demo', '--duration', '5x']],
    ['an unknown benchmark', ['bench', 'fly']],
    ['no scenario', ['bench', 'run']],
    ['an unknown scenario', ['bench', 'run', 'fly']],
    ['an unknown target', ['bench', 'quick', '--target', 'fly']],
    ['a key that no header can carry', ['tail', 'ws://127.0.0.1:9', '--developer', 'me:geheim ß']],
  ])('exits with 2 and one line on %s', async (_what, args, env = {}) => {
    const { status, stdout, stderr } = await runHere(args, { env });
    expect(status).toBe(2);
    expect(`${stdout}${stderr}`).not.toContain('    at ');
    if (args.length > 0) expect(stderr).toMatch(/^wearwire: .+\n$/);
  });

  it.each([
    [['sevre'], 'did you mean serve?'],
    [['tail', '--afer', '3'], 'did you mean --after?'],
    [['conformance', ...URL_FLAGS, '--only', 'heartbeat.flod'], 'did you mean heartbeat.flood?'],
  ])('suggests a correction of %j', async (args, hint) => {
    expect((await runHere(args)).stderr).toContain(hint);
  });

  it('treats help COMMAND as COMMAND --help', async () => {
    const [first, second] = await Promise.all([
      runHere(['help', 'tail']),
      runHere(['tail', '--help']),
    ]);
    expect(first).toEqual(second);
    expect(first?.status).toBe(0);
  });

  it('names the address that refuses connections', async () => {
    const url = `ws://127.0.0.1:${await freePort()}`;
    for (const command of ['stats', 'conformance']) {
      const { status, stderr } = await runHere([command, url, '--developer', 'me:secret']);
      expect(status).toBe(1);
      const address = url.slice('ws://'.length);
      expect(stderr).toBe(
        `wearwire: cannot connect to ${address}: connection refused; is the broker running?\n`,
      );
    }
  });

  it('shows no key in an error', async () => {
    const { stderr } = await runHere(['token', 'ws://127.0.0.1:9', '--developer', ':topsecret']);
    expect(stderr).not.toContain('topsecret');
  });

  it('shows the stack with --debug only', async () => {
    const { stderr } = await runHere(['serve', '--port', 'many', '--debug']);
    expect(stderr).toMatch(/^wearwire: --port must be a whole number/);
    expect(stderr).toContain('    at ');
  });
});
