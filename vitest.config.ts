import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{packages,apps}/*/{src,test}/**/*.test.ts'],
    setupFiles: ['scripts/test-setup.js'],
    pool: 'forks',
    // For what hangs. A machine that is busy is no fault of a test.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
