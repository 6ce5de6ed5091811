/** The checks, run against a conforming reference server and against one with a fault. */
import { describe, expect, test } from 'vitest';
import { CHECKS } from '../src/checks/all.js';
import type { Report } from '../src/report.js';
import { formatRow } from '../src/report.js';
import { type ConformanceOptions, runConformance } from '../src/run.js';
import { FAULTS, type Fault } from './reference-server/faults.js';
import { ReferenceServer } from './reference-server/reference-server.js';

const developers = [
  { id: 'dev-a', key: 'key-a' },
  { id: 'dev-b', key: 'key-b' },
] as const;

/** Short periods, so that tests can wait for their end; events and tokens do not expire. */
const settings = {
  heartbeatIntervalMs: 400,
  identifyTimeoutMs: 1_500,
  probeTimeoutMs: 200,
  barrierTimeoutMs: 300,
  tokenLifetimeMs: 3_600_000,
  retentionMs: 3_600_000,
  consumersPerDeveloper: 1,
  monitorsPerDeveloper: 2,
  consumerTakeOver: false,
  reusableTokens: false,
};

/**
 * Long deadlines, so that a busy machine does not fail a conforming server. Servers with a fault get shorter
 * ones.
 */
const relaxed = { heartbeatIntervalMs: 3_000, identifyTimeoutMs: 6_000 };

/** Settings that some checks need; with other settings these checks are skipped. */
const VARIANTS = [
  {
    ids: ['slots.several', 'token.expired', 'replay.retention', 'extensions.replay-truncated'],
    settings: { ...settings, tokenLifetimeMs: 2_000, retentionMs: 2_000, consumersPerDeveloper: 3 },
  },
  {
    ids: ['slots.take-over', 'token.reused'],
    settings: { ...settings, consumerTakeOver: true, reusableTokens: true },
  },
] as const;

/** The settings that these checks need. */
function settingsFor(ids: readonly string[]): typeof settings {
  const variant = VARIANTS.find((one) =>
    ids.some((id) => (one.ids as readonly string[]).includes(id)),
  );
  return variant?.settings ?? settings;
}

async function reportOn(
  serverSettings: typeof settings,
  fault: Fault | undefined,
  options: Partial<ConformanceOptions> = {},
): Promise<Report> {
  await using server = await ReferenceServer.start({ ...serverSettings, developers, fault });
  const stopServer = (): void => server.stop();
  const stallStorage = () => server.stall();
  const base = { url: server.url, developers, stopServer, stallStorage, ...serverSettings };
  return await runConformance({ ...base, ...options });
}

const GROUPS = new Set(CHECKS.map(({ id }) => id.slice(0, id.indexOf('.'))));

describe.concurrent('a conforming server', () => {
  test.each([...GROUPS])('passes every check of %s', async (group) => {
    const options = { only: [group] };
    const { rows } = await reportOn({ ...settings, ...relaxed }, undefined, options);
    const notPassed = rows.filter((row) => row.verdict !== 'pass');
    expect(notPassed.filter((row) => row.verdict === 'fail').map(formatRow)).toEqual([]);
    const skippedHere = VARIANTS.flatMap(({ ids }) => [...ids]);
    const expected = skippedHere.filter((id) => id.startsWith(`${group}.`));
    expect(notPassed.map((row) => row.id).sort()).toEqual(expected.sort());
    expect(rows.length).toBe(CHECKS.filter(({ id }) => id.startsWith(`${group}.`)).length);
  });

  for (const variant of VARIANTS) {
    test(`passes ${variant.ids.join(', ')} with the settings that they need`, async () => {
      const report = await reportOn({ ...variant.settings, ...relaxed }, undefined, {
        only: variant.ids,
      });
      expect(report.rows.filter((row) => row.verdict !== 'pass').map(formatRow)).toEqual([]);
    });
  }
});

test('http.session claims a close at IDENTIFY only if it has seen one', async () => {
  const observed = async (reusableTokens: boolean) => {
    const serverSettings = { ...settings, ...relaxed, reusableTokens };
    const { rows } = await reportOn(serverSettings, undefined, { only: ['http.session'] });
    return rows.map((row) => `${row.verdict}: ${row.observed}`).join();
  };
  expect(await observed(false)).toMatch(/^pass: .*4001 for it at IDENTIFY/);
  expect(await observed(true)).toMatch(/^pass: (?!.*4001)/);
});

describe('a run against a server without extensions', () => {
  test('skips the checks of extensions and gives the reason', async () => {
    const options = { only: ['extensions', 'msgpack', 'monitors'] };
    const published = { ...settings, supportsExtensions: false };
    const { rows } = await reportOn(published, undefined, options);
    const passed = rows.filter((row) => row.verdict === 'pass').map((row) => row.id);
    expect(passed).toEqual(['extensions.not-asked']);
    for (const row of rows.filter(({ id }) => id !== 'extensions.not-asked')) {
      expect(row.verdict, formatRow(row)).toBe('skip');
      expect(row.observed).toMatch(/^the server (confirms no extension|does not support .+)$/);
    }
  });
});

describe('a server with a fault', () => {
  /** In these runs expected events do not happen, so waits are short. */
  const shortWaits = {
    replyTimeoutMs: 700,
    marginMs: 700,
    neighbourLatencyMaxMs: 400,
    idleConnections: 100,
  };

  for (const [fault, ids] of Object.entries(FAULTS)) {
    test.concurrent(`${fault} is detected`, async () => {
      const report = await reportOn(settingsFor(ids), fault as Fault, {
        ...shortWaits,
        only: ids,
      });
      const undetected = report.rows.filter((row) => row.verdict !== 'fail');
      expect(undetected.map(formatRow)).toEqual([]);
      expect(report.rows.map((row) => row.observed).join()).not.toContain(
        'internal error of the check',
      );
      expect(report.rows.map((row) => row.id).sort()).toEqual([...ids].sort());
    });
  }

  test('every check fails for at least one fault', () => {
    const detected: ReadonlySet<string> = new Set(Object.values(FAULTS).flat());
    const never = CHECKS.map((check) => check.id).filter((id) => !detected.has(id));
    expect(never).toEqual([]);
  });
});
