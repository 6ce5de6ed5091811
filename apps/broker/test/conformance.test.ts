/**
 * Runs the black-box checks of @wearwire/conformance against the broker: one test and one broker per check. Checks that
 * wait for a deadline use short ones; the others use the defaults. Checks that wait for a deadline or for the disk run
 * concurrently.
 */
import {
  CHECKS,
  type Check,
  type ConformanceOptions,
  formatRow,
  runConformance,
} from '@wearwire/conformance';
import { temporaryDirectory } from '@wearwire/test-support';
import { describe, expect, test } from 'vitest';
import { type BrokerOptions, createBroker } from '../src/index.js';
import { stallableStorage } from './stalled-storage.js';

const developers = [
  { id: 'dev-a', key: 'key-of-a' },
  { id: 'dev-b', key: 'key-of-b' },
] as const;

/** Settings under the same names for the broker and for the checks. */
type SharedSettings = Partial<ConformanceOptions> & Partial<BrokerOptions>;

/**
 * Short enough to wait for. Long enough for a busy machine: a client that sends heartbeats on time has half an interval
 * before it is closed, and all clients share one event loop.
 */
const DEADLINES: SharedSettings = { heartbeatIntervalMs: 3_000, identifyTimeoutMs: 6_000 };
const WITH_DEADLINES = ['heartbeat', 'clients', 'identify.timeout', 'wire.never-identify'];
/** Checks that wait for the end of a retention or of a token's lifetime. */
const WAITING = ['token.expired', 'replay.retention', 'extensions.replay-truncated'];

/** The check that needs a broker whose storage can be stalled. */
const STALLED = 'heartbeat.stalled-storage';

/** Checks that apply only with certain settings of the broker. */
const SETTINGS: Readonly<Record<string, SharedSettings>> = {
  [STALLED]: { barrierTimeoutMs: 500 },
  'slots.half-open': { probeTimeoutMs: 500 },
  'slots.several': { consumersPerDeveloper: 3 },
  'slots.take-over': { consumerTakeOver: true },
  'token.reused': { reusableTokens: true },
  'token.expired': { tokenLifetimeMs: 1_000 },
  'replay.retention': { retentionMs: 2_000 },
  'extensions.replay-truncated': { retentionMs: 2_000 },
};

/** Groups whose outcome depends on the store. */
const STORED = ['submit', 'dispatch', 'replay', 'extensions'];

function isOneOf(check: Check, names: readonly string[]): boolean {
  return names.some((name) => check.id === name || check.id.startsWith(`${name}.`));
}

async function expectPass(check: Check, storeSettings: SharedSettings = {}): Promise<void> {
  const settings = {
    ...(isOneOf(check, WITH_DEADLINES) && DEADLINES),
    ...SETTINGS[check.id],
    ...storeSettings,
  };
  const { storage, stall } = stallableStorage();
  await using broker = await createBroker({
    port: 0,
    store: 'memory',
    developers,
    ...settings,
    ...(check.id === STALLED && { storage: async () => storage }),
  });
  const report = await runConformance({
    ...settings,
    url: broker.url,
    developers,
    stopServer: () => broker.close(),
    ...(check.id === STALLED && { stallStorage: stall }),
    only: [check.id],
  });
  const verdicts = report.rows.map((row) => row.verdict);
  expect(verdicts, report.rows.map(formatRow).join('\n')).toEqual(['pass']);
}

function titleOf(check: Check): string {
  return `[${check.rule}] ${check.title} (${check.id})`;
}

/** Checks that use the CPU run one after the other, so that they do not delay those that measure delays. */
const isBusy = (check: Check): boolean => !isOneOf(check, [...WITH_DEADLINES, ...WAITING]);

describe('conformance', () => {
  for (const check of CHECKS.filter(isBusy)) test(titleOf(check), () => expectPass(check));
});

describe.concurrent('conformance, concurrently', () => {
  for (const check of CHECKS.filter((one) => !isBusy(one))) {
    test(titleOf(check), () => expectPass(check));
  }

  for (const check of CHECKS.filter((one) => isOneOf(one, STORED))) {
    test(`${titleOf(check)}, with the log on disk`, async () => {
      await using directory = await temporaryDirectory();
      await expectPass(check, { store: 'disk', data: directory.path });
    });
  }
});
