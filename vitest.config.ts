import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const { WEARWIRE_SOCKETS } = process.env;

export default defineConfig({
  test: {
    include: ['{packages,apps}/*/{src,test}/**/*.test.ts'],
    setupFiles: ['scripts/test-setup.js', ...(WEARWIRE_SOCKETS ? ['scripts/test-sockets.js'] : [])],
    pool: 'forks',
    // Many tests wait for a process or a socket. Vitest's own default leaves one core unused.
    maxWorkers: Math.max(2, availableParallelism()),
    // Only for tests that hang: a busy machine must not fail a test.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
