import { dirname } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { systemProgram } from './system-program.js';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test('finds a program on the PATH', () => {
  vi.stubEnv('PATH', dirname(process.execPath));
  expect(systemProgram('node')).toBe(process.execPath);
});

test('names the package of a missing program and throws only in CI', () => {
  // Without apt-get on the PATH, the program cannot be installed.
  vi.stubEnv('PATH', '/nowhere');
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  vi.stubEnv('CI', '');
  expect(systemProgram('no-such-program', 'its-package')).toBeUndefined();
  expect(warn.mock.calls).toEqual([
    ['skipped: no-such-program not found; install the Debian package its-package'],
  ]);
  vi.stubEnv('CI', 'true');
  expect(() => systemProgram('no-such-program', 'its-package')).toThrow(
    'no-such-program not found; install the Debian package its-package',
  );
});
