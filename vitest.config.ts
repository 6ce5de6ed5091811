import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { sourceEntries } from './scripts/vitest-entries.js';

const { WEARWIRE_SOCKETS } = process.env;

const WHOLE = ['{packages,apps}/*/test/**/*.test.ts'];
/** Tests that measure or change their own process: each file has a process to itself. */
const ALONE = [
  'apps/broker/test/{chaos,simulation}/*.test.ts',
  'apps/broker/test/{fake-timers,housekeeping-turns,leak,memory-bounds,memory-by-role}.test.ts',
  'apps/broker/test/{power-cut,slow-consumer,user-code}.test.ts',
  'apps/gateway/test/{faults,level}.test.ts',
];
/** Slow tests that need other programs, such as Chromium, nats-server, mosquitto or dbus-daemon. */
const PROGRAMS = [
  'apps/bench/test/targets/{nats-cluster,peers}.test.ts',
  'apps/broker/test/nats-*.test.ts',
  'apps/cli/test/{browser,cluster-demo,deploy,forward,proxies,python,self-hosting,tutorials}.test.ts',
  'apps/console/test/*.test.ts',
  'apps/gateway/test/{radio,refusal,same-as-a-phone,tutorial}.test.ts',
  'packages/sinks/test/{contract,sinks}.test.ts',
];
/** Tests that find faults by times in real ms: they run one after the other. */
const TIMED = ['packages/conformance/test/{checks,clients,websocket}.test.ts'];

export default defineConfig({
  plugins: [sourceEntries()],
  test: {
    setupFiles: ['scripts/test-setup.js', ...(WEARWIRE_SOCKETS ? ['scripts/test-sockets.js'] : [])],
    pool: 'forks',
    // Many tests wait for a process or a socket, so that one worker per core leaves the cores half unused.
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    // Only for tests that hang. A test that takes 20 s alone needs two minutes beside the other steps of `.ci/run`.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Of `describe.concurrent`: tests that wait for deadlines, and use little CPU meanwhile.
    maxConcurrency: 12,
    projects: [
      {
        extends: true,
        test: {
          // `pnpm test:quick`: the tests beside the sources. They share modules, which takes a third of the time.
          name: 'unit',
          include: ['{packages,apps}/*/src/**/*.test.ts'],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: WHOLE,
          exclude: [...ALONE, ...PROGRAMS, ...TIMED],
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: ALONE },
      },
      {
        extends: true,
        test: { name: 'programs', include: PROGRAMS, isolate: false },
      },
      {
        extends: true,
        test: { name: 'timed', include: TIMED, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
