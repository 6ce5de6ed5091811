import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{packages,apps}/*/{src,test}/**/*.test.ts'],
    setupFiles: ['scripts/test-setup.js'],
    pool: 'forks',
    testTimeout: 30_000,
  },
});
