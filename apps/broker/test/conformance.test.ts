/**
 * The broker under the black-box checks of @wearwire/conformance: one test a check, a broker of its own each.
 * Checks that need other settings, and those that depend on the store, have a run of their own below.
 */
import { CHECKS, type ConformanceOptions, formatRow, runConformance } from '@wearwire/conformance';
import { describe, expect, test } from 'vitest';
import { type BrokerOptions, createBroker } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';

const developers = [
  { id: 'dev-a', key: 'key-of-a' },
  { id: 'dev-b', key: 'key-of-b' },
] as const;

/** Deadlines short enough to be waited out; the same names for the broker and for the checks. */
const deadlines = { heartbeatIntervalMs: 400, identifyTimeoutMs: 1_500, probeTimeoutMs: 200 };

type Facts = Partial<ConformanceOptions> & Partial<BrokerOptions>;

async function expectPass(id: string, facts: Facts = {}): Promise<void> {
  await using broker = await createBroker({
    port: 0,
    store: 'memory',
    developers,
    ...deadlines,
    ...facts,
  });
  const settings = { ...deadlines, ...facts, url: broker.url, developers, only: [id] };
  const report = await runConformance(settings);
  expect(
    report.rows.map((row) => row.verdict),
    report.rows.map(formatRow).join('\n'),
  ).toEqual(['pass']);
}

/** Checks that look at something only where the broker is set so. */
const SETTINGS: Readonly<Record<string, Facts>> = {
  'places.several': { consumersPerDeveloper: 3 },
  'places.take-over': { consumerTakeOver: true },
  'token.reused': { reusableTokens: true },
  'token.expired': { tokenLifetimeMs: 1_000 },
  'replay.retention': { retentionMs: 1_500 },
};

describe('conformance', () => {
  for (const check of CHECKS) {
    test(`[${check.rule}] ${check.title} (${check.id})`, () =>
      expectPass(check.id, SETTINGS[check.id]));
  }
});

describe('conformance with the log on disk', () => {
  const groups = ['submit', 'dispatch', 'replay'];
  const chosen = CHECKS.filter(({ id }) => groups.some((group) => id.startsWith(`${group}.`)));
  for (const check of chosen) {
    test(`[${check.rule}] ${check.title} (${check.id})`, async () => {
      await using directory = await temporaryDirectory();
      await expectPass(check.id, { store: 'disk', data: directory.path, ...SETTINGS[check.id] });
    });
  }
});
