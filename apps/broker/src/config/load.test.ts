import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import { completeConfig, loadConfig } from './load.js';
import { SETTINGS, variableOf } from './settings.js';

async function messageOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no error',
    (error: Error) => error.message,
  );
}

describe('loadConfig', () => {
  it('returns the defaults of the table', async () => {
    const config = await loadConfig({});
    for (const [key, setting] of Object.entries(SETTINGS)) {
      expect(config[key as keyof typeof config]).toEqual(setting.default);
    }
    expect(completeConfig({})).toEqual(config);
  });

  it('prefers a flag to a variable, and a variable to the file', async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, 'config.json');
    await writeFile(file, '{"port": 1, "host": "file", "data": "file", "reusableTokens": true}');
    const config = await loadConfig({
      flags: { port: '3', 'stamp-missing-ts': true },
      env: { WEARWIRE_PORT: '2', WEARWIRE_HOST: 'variable' },
      file,
    });
    expect(config).toMatchObject({ port: 3, host: 'variable', data: 'file', reusableTokens: true });
    expect(config.stampMissingTs).toBe(true);
  });

  it('reads lists from repeated flags, from a comma-separated variable and from the file', async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, 'config.json');
    await writeFile(file, '{"users": ["ann", "bob"]}');
    const config = await loadConfig({
      flags: { developer: ['a:k', 'b:k:with:colons'] },
      env: { WEARWIRE_ORIGIN: 'https://a.example,https://b.example' },
      file,
    });
    expect(config.developers).toEqual([
      { id: 'a', key: 'k' },
      { id: 'b', key: 'k:with:colons' },
    ]);
    expect(config.origins).toEqual(['https://a.example', 'https://b.example']);
    expect(config.users).toEqual(['ann', 'bob']);
  });

  it.each([
    ['500ms', 500],
    ['3s', 3_000],
    ['15m', 900_000],
    ['12h', 43_200_000],
    ['2d', 172_800_000],
    ['1.5d', 129_600_000],
  ])('reads the duration %s', async (text, ms) => {
    expect((await loadConfig({ flags: { retention: text } })).retentionMs).toBe(ms);
  });

  it.each([
    ['0', 0],
    ['1048576B', 1_048_576],
    ['500MB', 500_000_000],
    ['20GiB', 21_474_836_480],
    ['1.5TB', 1_500_000_000_000],
  ])('reads the size %s', async (text, bytes) => {
    expect((await loadConfig({ flags: { 'disk-max': text } })).diskMaxBytes).toBe(bytes);
  });

  it.each([
    [{ port: '70000' }, '--port must be a whole number from 0 to 65535'],
    [{ port: '8o' }, '--port must be a whole number'],
    [{ retention: '2 days' }, '--retention must be a duration from 1ms to 36500d, such as'],
    [{ retention: '0s' }, '--retention must be a duration from'],
    [{ retention: '0.0000001ms' }, '--retention must be a duration from'],
    [{ retention: '36501d' }, '--retention must be a duration from'],
    [{ retention: '9999999999999999999d' }, '--retention must be a duration from'],
    [{ developer: [`${'x'.repeat(129)}:k`] }, '--developer has an id that is not 1 to 128'],
    [{ user: ['x'.repeat(257)] }, '--user must be text of no more than 256 bytes'],
    [{ 'heartbeat-interval': '40x' }, '--heartbeat-interval must be a duration from 1ms to 24d'],
    [{ store: 'redis' }, '--store must be disk, memory or a URL such as nats:'],
    [{ developer: ['secret'] }, '--developer must be ID:KEY'],
    [{ developer: ['a:1', 'a:2'] }, '--developer names a twice'],
    [{ 'stop-code': '1005' }, '--stop-code must be 1001 or 1012'],
    [{ 'disk-max': '20' }, '--disk-max must be a size of 1MiB or more'],
    [{ 'disk-max': '20gb' }, '--disk-max must be a size of 1MiB or more'],
    [{ 'disk-max': '1kB' }, '--disk-max must be a size of 1MiB or more'],
    [
      { 'user-bytes-per-second': '1xB' },
      '--user-bytes-per-second must be a size from 0 to 1024TiB',
    ],
    [{ host: '' }, '--host must not be empty'],
    [{ 'tls-cert': 'a.pem' }, '--tls-cert and --tls-key belong together'],
    [{ 'trusted-proxy': ['10.0.0.0/33'] }, '--trusted-proxy must be an address or a network'],
    [{ 'trusted-proxy': ['proxy.example'] }, '--trusted-proxy must be an address or a network'],
  ])('reports the error of %j', async (flags, message) => {
    expect(await messageOf(loadConfig({ flags }))).toContain(message);
  });

  it.each([
    ['{', 'is neither JSON nor YAML: line 1'],
    ['port: 1\ndevelopers: [a:hunter2', 'is neither JSON nor YAML: line 2'],
    ['a: &x 1\nb: *x', 'must not use aliases'],
    ['[]', 'must contain one JSON object with settings, such as {"port": 8080'],
    ['', 'must contain one JSON object with settings'],
    ['{"prot": 1}', 'unknown key "prot"'],
    ['{"port": [1]}', '"port" in the config file must not be a list'],
    ['{"users": {"a": 1}}', '"users" in the config file must be text'],
    ['developers: [{id: me}]', '"developers" in the config file must be { id, key }'],
    ['{"port": "x"}', '"port" in the config file must be a whole number'],
  ])('reports the error of the file %s', async (contents, message) => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, 'config.json');
    await writeFile(file, contents);
    expect(await messageOf(loadConfig({ file }))).toContain(message);
    expect(await messageOf(loadConfig({ file }))).not.toContain('hunter2');
    expect(await messageOf(loadConfig({ file: `${file}.gone` }))).toContain(
      'cannot be read (ENOENT)',
    );
    expect(await messageOf(loadConfig({ file: directory.path }))).toContain('is a directory');
  });

  it('reads a file that begins with a byte order mark', async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, 'config.json');
    await writeFile(file, '\uFEFF{"port": 1}');
    expect(await loadConfig({ file })).toMatchObject({ port: 1 });
  });

  it('reads JSON and YAML, with values as in createBroker and as in flags', async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, 'config');
    const expected = {
      port: 8081,
      developers: [{ id: 'me', key: 'a:b' }],
      retentionMs: 3_600_000,
      metricsPort: -1,
      reusableTokens: true,
    };
    for (const contents of [
      JSON.stringify(expected),
      '{"port": "8081", "developers": "me:a:b", "retentionMs": "1h", "metricsPort": "off", "reusableTokens": "true"}',
      '# comment\nport: 8081\ndevelopers:\n  - id: me\n    key: a:b\nretentionMs: 1h\nmetricsPort: off\nreusableTokens: true\n',
    ]) {
      await writeFile(file, contents);
      expect(await loadConfig({ file })).toMatchObject(expected);
    }
  });

  it('[P-TOK-8] never prints the value of an invalid key', async () => {
    const message = await messageOf(loadConfig({ env: { WEARWIRE_DEVELOPER: ':hunter2' } }));
    expect(message).toContain('WEARWIRE_DEVELOPER must be ID:KEY');
    expect(message).not.toContain('hunter2');
  });

  it('has a different flag and variable, and a meaning, for each setting', () => {
    const flags = Object.values(SETTINGS).map(({ flag }) => flag);
    expect(new Set(flags).size).toBe(flags.length);
    expect(new Set(flags.map(variableOf)).size).toBe(flags.length);
    for (const { meaning } of Object.values(SETTINGS)) expect(meaning).not.toBe('');
  });
});
