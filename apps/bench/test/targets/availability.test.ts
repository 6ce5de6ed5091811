/** A target that is not installed is reported with installation instructions. */
import { expect, test } from 'vitest';
import { packagesAvailable, programAvailable } from '../../src/targets/peer.js';

test('a missing program is reported with its Debian package', () => {
  expect(programAvailable('no-such-server', 'no-such-package')).toEqual({
    ok: false,
    missing: 'no-such-server is not installed: apt install no-such-package',
  });
});

test('missing npm packages are reported', () => {
  expect(packagesAvailable('ws', 'no-such-a', 'no-such-b')).toEqual({
    ok: false,
    missing: 'not installed: npm install no-such-a no-such-b',
  });
  expect(packagesAvailable('ws')).toEqual({ ok: true });
});
