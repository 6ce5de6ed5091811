import { expect, test } from 'vitest';
import { packageVersions, programVersion } from './versions.js';

const printed = (program: string): Promise<string> =>
  programVersion(process.execPath, ['-e', program]);

test.each([
  ['nats-server: v2.9.10', '2.9.10'],
  ['mosquitto version 2.0.11\n\nmosquitto is an MQTT v5.0 broker.', '2.0.11'],
  ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64', '7.0.15'],
  ['2.12.0-RC.1', '2.12.0-RC.1'],
  ['usage: server', 'unknown'],
])('the version in %j is %s', async (text, version) => {
  expect(await printed(`console.log(${JSON.stringify(text)})`)).toBe(version);
});

test('a version is also read from stderr, with any exit status', async () => {
  expect(await printed(`console.error('server 1.2.3'); process.exit(3)`)).toBe('1.2.3');
});

test('a missing program has an unknown version', async () => {
  expect(await programVersion('/no/such/server')).toBe('unknown');
});

test('a package has its version, and an aliased package also its real name', () => {
  const versions = packageVersions('ws', 'uWebSockets.js', 'no-such-library');
  expect(versions).toEqual({
    ws: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    'uWebSockets.js': expect.stringMatching(/^\(uws-pack \d+\.\d+\.\d+\)$/),
    'no-such-library': 'unknown',
  });
});
