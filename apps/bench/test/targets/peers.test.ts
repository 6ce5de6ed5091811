/** Sends events through the real server of each peer; the generator's consumers check every event. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureProgram } from '@wearwire/test-support';
import { describe, expect, test } from 'vitest';
import { Generator } from '../../dist/generator/generator.js';
import { type Layout, layoutOf } from '../../dist/generator/layout.js';
import { createTargets } from '../../dist/targets/create-targets.js';
import { noViolations } from '../../src/check/violations.js';
import type { GeneratorReport } from '../../src/generator/generator-report.js';
import type { RunningTarget, Target } from '../../src/target.js';

const PRODUCERS_PER_STREAM = 3;
const EVENTS_EACH = 400;
const WINDOW = 64;
const IDLE_TIMEOUT_MS = 10_000;

/** Peers that need a system program, and the Debian package that contains it. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'nats-core': 'nats-server',
  'nats-jetstream': 'nats-server',
  'nats-jetstream-acks': 'nats-server',
  mosquitto: 'mosquitto',
  'mosquitto-qos1': 'mosquitto',
  'redis-streams': 'redis-server',
  'redis-streams-always': 'redis-server',
};

const found = new Set([...new Set(Object.values(PROGRAMS))].filter((name) => ensureProgram(name)));

const peers = createTargets('').filter(({ role }) => role === 'peer');

describe.each(peers)('$name', (target) => {
  const program = PROGRAMS[target.name];
  const isThere = program === undefined || found.has(program);

  test.skipIf(!isThere)('is available', async () => {
    expect(await target.isAvailable()).toEqual({ ok: true });
  });

  test.skipIf(!isThere)('has the versions of its server', async () => {
    const versions = Object.entries(await target.versions());
    expect(versions).not.toEqual([]);
    for (const [name, version] of versions)
      expect(`${name} ${version}`).toMatch(/^\S+ \d+\.\d+\.\d+/);
    if (program !== undefined) expect(versions.map(([name]) => name)).toContain(program);
  });

  test.skipIf(!isThere)(
    'delivers every event of a stream in order to each of its consumers',
    async () => {
      const report = await withGenerator(target, layoutFor(2, 2), async (generator) => {
        expect((await generator.openConsumers()).failures).toEqual({});
        expect((await generator.openProducers()).failures).toEqual({});
        await generator.sendClosed({ window: WINDOW, eventsEach: EVENTS_EACH });
        return settled(generator);
      });
      expect(report.violations).toEqual(noViolations());
      expect(report.sent).toBe(2 * PRODUCERS_PER_STREAM * EVENTS_EACH);
      expect(report.checked).toBe(2 * report.sent);
    },
  );

  if (target.capabilities.includes('replay')) {
    test.skipIf(!isThere)('replays earlier events and continues with live ones', async () => {
      const report = await withGenerator(target, layoutFor(1, 2), async (generator) => {
        await generator.openConsumers({ numbers: [0] });
        await generator.openProducers();
        await generator.sendClosed({ window: WINDOW, eventsEach: EVENTS_EACH });
        const opening = { replayFrom: 0 };
        expect((await generator.openConsumers({ numbers: [1], opening })).failures).toEqual({});
        await generator.sendClosed({ window: WINDOW, eventsEach: EVENTS_EACH });
        return settled(generator);
      });
      expect(report.violations).toEqual(noViolations());
      expect(report.checked).toBe(2 * 2 * PRODUCERS_PER_STREAM * EVENTS_EACH);
    });
  }

  if (target.capabilities.includes('restart')) {
    test.skipIf(!isThere)(
      'still has the events that consumers had received before kill -9',
      async () => {
        const report = await withGenerator(target, layoutFor(1, 1), async (generator, running) => {
          await generator.openConsumers();
          await generator.openProducers();
          await generator.sendClosed({ window: WINDOW, eventsEach: EVENTS_EACH });
          await settled(generator);
          await generator.closeProducers();
          await generator.closeConsumers([0]);
          const [pid] = running.pids();
          await running.end('SIGKILL');
          await running.startAgain();
          expect(running.pids()).not.toContain(pid);
          expect((await generator.openConsumers({ opening: { replayFrom: 0 } })).failures).toEqual(
            {},
          );
          expect((await generator.openProducers()).failures).toEqual({});
          await generator.sendClosed({ window: WINDOW, eventsEach: EVENTS_EACH });
          return settled(generator);
        });
        expect(report.violations).toEqual(noViolations());
        expect(report.checked).toBe((1 + 2) * PRODUCERS_PER_STREAM * EVENTS_EACH);
      },
    );
  }
});

function layoutFor(streams: number, consumersPerStream: number): Layout {
  const plans = Array.from({ length: streams }, (_, stream) => ({
    stream,
    count: PRODUCERS_PER_STREAM,
  }));
  return layoutOf(streams, plans, () => consumersPerStream);
}

async function settled(generator: Generator): Promise<GeneratorReport> {
  expect(await generator.settle(IDLE_TIMEOUT_MS)).toBe(0);
  return generator.report();
}

async function withGenerator<T>(
  target: Target,
  layout: Layout,
  use: (generator: Generator, running: RunningTarget) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'wearwire-peer-'));
  const running = await target.start({
    directory,
    streams: layout.streams,
    consumersPerStream: 2,
  });
  try {
    const { endpoint, wire } = running;

    const processes = { producerProcesses: 1, consumerProcesses: 1 };
    const generator = await Generator.start({ layout, endpoints: [endpoint], wire, ...processes });
    try {
      return await use(generator, running);
    } finally {
      await generator.stop();
    }
  } finally {
    await running.stop();
    await rm(directory, { recursive: true, force: true });
  }
}
