import { dirname } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { ensureProgram } from './system-program.js';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test('finds a program on the PATH', () => {
  vi.stubEnv('PATH', dirname(process.execPath));
  expect(ensureProgram('node')).toBe(process.execPath);
});

test('warns with the package name of a missing program, and throws in CI', () => {
  // Without apt-get on the PATH, the program cannot be installed.
  vi.stubEnv('PATH', '/nowhere');
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  vi.stubEnv('CI', '');
  expect(ensureProgram('no-such-program', 'its-package')).toBeUndefined();
  expect(warn.mock.calls).toEqual([
    ['skipped: no-such-program not found; install the Debian package its-package'],
  ]);
  vi.stubEnv('CI', 'true');
  expect(() => ensureProgram('no-such-program', 'its-package')).toThrow(
    'no-such-program not found; install the Debian package its-package',
  );
});
