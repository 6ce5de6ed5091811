/** The checks against a server that keeps the protocol, and against one that breaks it in one way. */
import { describe, expect, test } from 'vitest';
import { CHECKS } from '../src/checks/all.js';
import type { Report } from '../src/report.js';
import { formatRow } from '../src/report.js';
import { type ConformanceOptions, runConformance } from '../src/run.js';
import { FAULTS, type Fault } from './stand-in/faults.js';
import { StandIn } from './stand-in/stand-in.js';

const developers = [
  { id: 'dev-a', key: 'key-a' },
  { id: 'dev-b', key: 'key-b' },
] as const;

/** Short enough to be waited out; events and tokens last. */
const facts = {
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

/** Deadlines that a busy machine does not miss; a server that breaks the rules may be told sooner. */
const calm = { heartbeatIntervalMs: 3_000, identifyTimeoutMs: 6_000 };

/** Settings under which some checks can look at all. */
const VARIANTS = [
  {
    ids: ['places.several', 'token.expired', 'replay.retention', 'extensions.replay-truncated'],
    facts: { ...facts, tokenLifetimeMs: 2_000, retentionMs: 2_000, consumersPerDeveloper: 3 },
  },
  {
    ids: ['places.take-over', 'token.reused'],
    facts: { ...facts, consumerTakeOver: true, reusableTokens: true },
  },
] as const;

/** The settings under which these checks can look. */
function factsFor(ids: readonly string[]): typeof facts {
  const variant = VARIANTS.find((one) =>
    ids.some((id) => (one.ids as readonly string[]).includes(id)),
  );
  return variant?.facts ?? facts;
}

async function reportOn(
  standInFacts: typeof facts,
  fault: Fault | undefined,
  options: Partial<ConformanceOptions> = {},
): Promise<Report> {
  await using standIn = await StandIn.start({ ...standInFacts, developers, fault });
  const stopServer = (): void => standIn.stop();
  const stallStorage = () => standIn.stall();
  const told = { url: standIn.url, developers, stopServer, stallStorage, ...standInFacts };
  return await runConformance({ ...told, ...options });
}

describe('a server that keeps the protocol', () => {
  test('passes every check', async () => {
    const report = await reportOn({ ...facts, ...calm }, undefined);
    const odd = report.rows.filter((row) => row.verdict !== 'pass');
    expect(odd.filter((row) => row.verdict === 'fail').map(formatRow)).toEqual([]);
    const elsewhere = VARIANTS.flatMap(({ ids }) => [...ids]);
    expect(odd.map((row) => row.id).sort()).toEqual(elsewhere.sort());
    expect(report.rows.length).toBe(CHECKS.length);
  });

  for (const variant of VARIANTS) {
    test(`passes ${variant.ids.join(', ')} where the settings allow it`, async () => {
      const report = await reportOn({ ...variant.facts, ...calm }, undefined, {
        only: variant.ids,
      });
      expect(report.rows.filter((row) => row.verdict !== 'pass').map(formatRow)).toEqual([]);
    });
  }
});

describe('a server that knows no extension', () => {
  test('passes, and the checks of extensions say why they could not look', async () => {
    const options = { only: ['extensions', 'msgpack', 'monitors'] };
    const published = { ...facts, knowsExtensions: false };
    const { rows } = await reportOn(published, undefined, options);
    const passed = rows.filter((row) => row.verdict === 'pass').map((row) => row.id);
    expect(passed).toEqual(['extensions.not-asked']);
    for (const row of rows.filter(({ id }) => id !== 'extensions.not-asked')) {
      expect(row.verdict, formatRow(row)).toBe('skip');
      expect(row.observed).toMatch(/^the server (confirms no extension|does not know .+)$/);
    }
  });
});

describe('a server that breaks the protocol', () => {
  /** What must come does not, in these runs: the wait for it is cut short. */
  const impatient = {
    replyTimeoutMs: 700,
    marginMs: 700,
    bystanderLatencyMs: 400,
    idleConnections: 100,
  };

  for (const [fault, ids] of Object.entries(FAULTS)) {
    test.concurrent(`${fault} is noticed`, async () => {
      const report = await reportOn(factsFor(ids), fault as Fault, {
        ...impatient,
        only: ids,
      });
      const unnoticed = report.rows.filter((row) => row.verdict !== 'fail');
      expect(unnoticed.map(formatRow)).toEqual([]);
      expect(report.rows.map((row) => row.observed).join()).not.toContain('the check itself broke');
      expect(report.rows.map((row) => row.id).sort()).toEqual([...ids].sort());
    });
  }

  test('no check passes whatever a server does', () => {
    const noticed: ReadonlySet<string> = new Set(Object.values(FAULTS).flat());
    const never = CHECKS.map((check) => check.id).filter((id) => !noticed.has(id));
    expect(never).toEqual([]);
  });
});
