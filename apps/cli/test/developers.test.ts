import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run, runHere, wearwire } from './program.js';

describe('developers', () => {
  let data = '';
  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'wearwire-cli-'));
  });
  afterEach(() => rm(data, { recursive: true, force: true }));

  it('adds, lists, rotates and removes developers while a broker runs in another process', async () => {
    const env = { WEARWIRE_DATA: data };
    const added = await runHere(['developers', 'add', 'gym', '--data', data]);
    expect(added).toMatchObject({ status: 0, stdout: expect.stringMatching(/^gym:[\w-]{43}\n$/) });
    await using broker = wearwire(['serve', '--port', '0', '--data', data]);
    const [url] = await broker.seen(/ws:\S+\/connect/);
    const status = async (credentials: string): Promise<number | null> =>
      (await runHere(['token', url, '--developer', credentials.trim(), '--consumer'])).status;
    expect(await status(added.stdout)).toBe(0);
    const lab = await runHere(['developers', 'add', 'lab'], { env });
    expect(await status(lab.stdout)).toBe(0);
    expect((await runHere(['developers', 'list'], { env })).stdout).toBe('gym\nlab\n');
    const rotated = await runHere(['developers', 'rotate', 'gym'], { env });
    expect(rotated.stdout).not.toBe(added.stdout);
    expect(await status(added.stdout)).toBe(1);
    expect(await status(rotated.stdout)).toBe(0);

    await using tail = wearwire(['tail', url, '--developer', lab.stdout.trim()]);
    await tail.seen(/connected/, 'stderr');
    expect((await runHere(['developers', 'remove', 'lab'], { env })).status).toBe(0);
    expect(await status(lab.stdout)).toBe(1);
    // The broker has closed the connection of `tail`, and refuses the token for its reconnect.
    const { status: ended, stderr } = await tail.ended;
    expect(ended).toBe(1);
    expect(stderr).toContain('the broker refused this developer and key');
  });

  it('reads a key from a file', async () => {
    const file = join(data, 'key');
    await writeFile(file, 'from-the-hosted-service\n');
    const folder = join(data, 'new');
    const flags = ['--data', folder, '--key-file', file];
    expect((await runHere(['developers', 'add', 'gym', ...flags])).stdout).toBe(
      'gym:from-the-hosted-service\n',
    );
    await writeFile(file, 'two keys\n');
    const { status, stderr } = await runHere(['developers', 'rotate', 'gym', ...flags]);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `wearwire: --key-file ${file} must contain exactly one key\n`,
    });
  });

  it.each([
    [['developers'], 2, /add\|list\|rotate\|remove is missing/],
    [['developers', 'make', 'gym'], 2, /must be one of add, list, rotate, remove/],
    [['developers', 'add'], 2, /add requires an ID/],
    [['developers', 'list', 'gym'], 2, /list accepts no ID/],
    [['developers', 'list', 'a', 'b'], 2, /too many arguments: expected .*/],
    [['backup', 'x'], 2, /FILE is missing/],
  ])('reports what is wrong with %j', async (args, status, message) => {
    const result = await run(args, { cwd: data });
    expect(result.status).toBe(status);
    expect(result.stderr).toMatch(message);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
  });

  it.each([
    [['developers', 'list', '--data', 'gone'], /is not the data directory of a broker/],
    [['backup', 'gone', 'x.tar'], /is not the data directory of a broker/],
    [['restore', 'gone.tar', 'new'], /gone\.tar does not exist/],
  ])('fails with one line: %j', async (args, message) => {
    const result = await run(args, { cwd: data });
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(message);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
  });
});
