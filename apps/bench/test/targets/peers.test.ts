/** Each peer for real: events through its server, everything checked by the generator's own consumers. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemProgram } from '@wearwire/test-support';
import { describe, expect, test } from 'vitest';
import { Fleet } from '../../dist/generator/fleet.js';
import { type Layout, layoutOf } from '../../dist/generator/layout.js';
import { createTargets } from '../../dist/targets/table.js';
import { noViolations } from '../../src/check/violations.js';
import type { FleetReport } from '../../src/generator/fleet-report.js';
import type { RunningTarget, Target } from '../../src/target.js';

const PRODUCERS_PER_STREAM = 3;
const EVENTS_EACH = 400;
const WINDOW = 64;
const PATIENCE_MS = 10_000;

/** Those that need a program of the system, and Debian's package that brings it. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'nats-core': 'nats-server',
  'nats-jetstream': 'nats-server',
  'nats-jetstream-acks': 'nats-server',
  mosquitto: 'mosquitto',
  'mosquitto-qos1': 'mosquitto',
  'redis-streams': 'redis-server',
  'redis-streams-always': 'redis-server',
};

const found = new Set([...new Set(Object.values(PROGRAMS))].filter((name) => systemProgram(name)));

const peers = createTargets('').filter(({ role }) => role === 'peer');

describe.each(peers)('$name', (target) => {
  const program = PROGRAMS[target.name];
  const isThere = program === undefined || found.has(program);

  test.skipIf(!isThere)('is available', async () => {
    expect(await target.isAvailable()).toEqual({ ok: true });
  });

  test.skipIf(!isThere)('tells the versions of what runs', async () => {
    const versions = Object.entries(await target.versions());
    expect(versions).not.toEqual([]);
    for (const [name, version] of versions)
      expect(`${name} ${version}`).toMatch(/^\S+ \d+\.\d+\.\d+/);
    if (program !== undefined) expect(versions.map(([name]) => name)).toContain(program);
  });

  test.skipIf(!isThere)('brings each consumer every event of its stream in order', async () => {
    const report = await withFleet(target, layoutFor(2, 2), async (fleet) => {
      expect((await fleet.openConsumers()).failures).toEqual({});
      expect((await fleet.openProducers()).failures).toEqual({});
      await fleet.sendClosed({ window: WINDOW, eventsEach: EVENTS_EACH });
      return settled(fleet);
    });
    expect(report.violations).toEqual(noViolations());
    expect(report.sent).toBe(2 * PRODUCERS_PER_STREAM * EVENTS_EACH);
    expect(report.checked).toBe(2 * report.sent);
  });

  if (target.capabilities.includes('replay')) {
    test.skipIf(!isThere)('replays what came before, and goes on with what comes', async () => {
      const report = await withFleet(target, layoutFor(1, 2), async (fleet) => {
        await fleet.openConsumers({ numbers: [0] });
        await fleet.openProducers();
        await fleet.sendClosed({ window: WINDOW, eventsEach: EVENTS_EACH });
        const opening = { replayFrom: 0 };
        expect((await fleet.openConsumers({ numbers: [1], opening })).failures).toEqual({});
        await fleet.sendClosed({ window: WINDOW, eventsEach: EVENTS_EACH });
        return settled(fleet);
      });
      expect(report.violations).toEqual(noViolations());
      expect(report.checked).toBe(2 * 2 * PRODUCERS_PER_STREAM * EVENTS_EACH);
    });
  }

  if (target.capabilities.includes('restart')) {
    test.skipIf(!isThere)('has after kill -9 what consumers had seen before', async () => {
      const report = await withFleet(target, layoutFor(1, 1), async (fleet, running) => {
        await fleet.openConsumers();
        await fleet.openProducers();
        await fleet.sendClosed({ window: WINDOW, eventsEach: EVENTS_EACH });
        await settled(fleet);
        await fleet.closeProducers();
        await fleet.closeConsumers([0]);
        const [pid] = running.pids();
        await running.end('SIGKILL');
        await running.startAgain();
        expect(running.pids()).not.toContain(pid);
        expect((await fleet.openConsumers({ opening: { replayFrom: 0 } })).failures).toEqual({});
        expect((await fleet.openProducers()).failures).toEqual({});
        await fleet.sendClosed({ window: WINDOW, eventsEach: EVENTS_EACH });
        return settled(fleet);
      });
      expect(report.violations).toEqual(noViolations());
      expect(report.checked).toBe((1 + 2) * PRODUCERS_PER_STREAM * EVENTS_EACH);
    });
  }
});

function layoutFor(streams: number, consumersPerStream: number): Layout {
  const plans = Array.from({ length: streams }, (_, stream) => ({
    stream,
    count: PRODUCERS_PER_STREAM,
  }));
  return layoutOf(streams, plans, () => consumersPerStream);
}

async function settled(fleet: Fleet): Promise<FleetReport> {
  expect(await fleet.settle(PATIENCE_MS)).toBe(0);
  return fleet.report();
}

async function withFleet<T>(
  target: Target,
  layout: Layout,
  use: (fleet: Fleet, running: RunningTarget) => Promise<T>,
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
    const fleet = await Fleet.start({ layout, endpoint, wire, ...processes });
    try {
      return await use(fleet, running);
    } finally {
      await fleet.stop();
    }
  } finally {
    await running.stop();
    await rm(directory, { recursive: true, force: true });
  }
}
