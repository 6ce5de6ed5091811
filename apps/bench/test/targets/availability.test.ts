/** What is not installed is named, with the way to get it, in one line. */
import { expect, test } from 'vitest';
import { packagesAvailable, programAvailable } from '../../src/targets/peer.js';

test('a program that is not there is named with its Debian package', () => {
  expect(programAvailable('no-such-server', 'no-such-package')).toEqual({
    ok: false,
    missing: 'no-such-server is not installed: apt install no-such-package',
  });
});

test('packages that are not there are named', () => {
  expect(packagesAvailable('ws', 'no-such-library', 'nor-this')).toEqual({
    ok: false,
    missing: 'no-such-library nor-this is not installed: npm install no-such-library nor-this',
  });
  expect(packagesAvailable('ws')).toEqual({ ok: true });
});
