import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import { DeveloperDirectory } from '../src/data.js';
import { createBroker } from '../src/index.js';
import { Client, token } from './client.js';
import { messageOf } from './message-of.js';

describe('the developers of a data directory', () => {
  it('are used by a running broker from the next token request on', async () => {
    await using directory = await temporaryDirectory();
    await using broker = await createBroker({ port: 0, data: directory.path });
    await using developers = await DeveloperDirectory.open(directory.path);
    const added = await developers.add('gym');
    expect(await token(broker, `gym:${added.key}`)).toMatch(/^[\w-]{43}$/);
    const rotated = await developers.rotate('gym');
    expect(rotated.key).not.toBe(added.key);
    expect(await messageOf(token(broker, `gym:${added.key}`))).toBe('Error: no token: 403');
    const unspent = await token(broker, `gym:${rotated.key}`);
    await developers.remove('gym');
    expect(await messageOf(token(broker, `gym:${rotated.key}`))).toBe('Error: no token: 403');
    using late = await Client.identified(broker, unspent, 1);
    expect((await late.closing()).code).toBe(4001);
  });

  it('[P-TOK-8] are stored with a hash of their key, not with the key', async () => {
    await using directory = await temporaryDirectory();
    let key = '';
    {
      await using developers = await DeveloperDirectory.openOrMake(join(directory.path, 'new'));
      ({ key } = await developers.add('gym'));
      await developers.add('lab', 'a key of the developer');
      expect(await developers.list()).toEqual(['gym', 'lab']);
    }
    const stored = await readFile(join(directory.path, 'new', 'meta', 'data.mdb'), 'latin1');
    expect(stored).toContain('gym');
    expect(stored).not.toContain(key);
    expect(stored).not.toContain('a key of the developer');
    await using broker = await createBroker({ port: 0, data: join(directory.path, 'new') });
    expect(broker.createdDeveloper).toBeUndefined();
    expect(await token(broker, 'lab:a key of the developer')).toMatch(/^[\w-]{43}$/);
  });

  it('cause a one-sentence error if an id does not exist, exists already or is invalid', async () => {
    await using directory = await temporaryDirectory();
    expect(await messageOf(DeveloperDirectory.open(directory.path))).toMatch(
      /^DataDirectoryError: .* is not the data directory of a broker/,
    );
    await using developers = await DeveloperDirectory.openOrMake(directory.path);
    await developers.add('gym');
    expect(await messageOf(developers.add('gym'))).toMatch(
      /^DeveloperError: developer gym already exists/,
    );
    expect(await messageOf(developers.rotate('lab'))).toMatch(/no developer lab/);
    expect(await messageOf(developers.remove('lab'))).toMatch(/no developer lab/);
    for (const id of ['', 'a:b', 'a b', 'x'.repeat(129), 'ü']) {
      expect(await messageOf(developers.add(id))).toMatch(
        /^DeveloperError: an id must be 1 to 128/,
      );
    }
  });
});
