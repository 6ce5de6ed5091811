/**
 * `suite`: all measurements of docs/benchmarks.md, each with its control and its peers in the same run.
 */
import { defaultsOf } from '@wearwire/options';
import type { Scenario } from '../scenario.js';
import { connectStorm } from '../scenarios/connect-storm.js';
import { crash } from '../scenarios/crash.js';
import { fanIn } from '../scenarios/fan-in.js';
import { fanOut } from '../scenarios/fan-out.js';
import { fullLog } from '../scenarios/full-log.js';
import { idle } from '../scenarios/idle.js';
import { manyDevelopers } from '../scenarios/many-developers.js';
import { replayOne } from '../scenarios/replay-one.js';
import { replayWhileLive } from '../scenarios/replay-while-live.js';
import { slowConsumer } from '../scenarios/slow-consumer.js';
import { defineCommand } from './command.js';
import {
  ALL,
  FILE_OPTIONS,
  type Measurement,
  measure,
  ROUNDS_OPTION,
  targetsOf,
} from './measure.js';

interface SuiteEntry {
  readonly scenario: Scenario;
  readonly settings: Measurement['settings'];
  readonly targets: readonly string[];
  /** Run once instead of in rounds, because it counts bytes or takes minutes. */
  readonly runsOnce?: true;
}

const OURS = ['wearwire-disk', 'wearwire-process', 'wearwire-memory', 'wearwire-ws'] as const;
const RELAYS = ['relay', 'relay-by-turn'] as const;
const NATS = ['nats-jetstream', 'nats-core'] as const;
const SHORT = { warmUp: 1_500, duration: 3_000 } as const;

const SUITE: readonly SuiteEntry[] = [
  { scenario: fanIn, settings: SHORT, targets: [ALL] },
  {
    scenario: fanIn,
    settings: { ...SHORT, rate: 60_000 },
    targets: [...OURS, ...RELAYS, ...NATS, 'mosquitto'],
  },
  {
    scenario: manyDevelopers,
    settings: SHORT,
    targets: ['wearwire-disk', ...RELAYS, 'nats-jetstream'],
  },
  {
    scenario: fanOut,
    settings: SHORT,
    targets: [
      'wearwire-disk',
      'wearwire-ws',
      ...RELAYS,
      ...NATS,
      'mosquitto',
      'socket.io',
      'ws-broker',
    ],
  },
  { scenario: replayWhileLive, settings: {}, targets: ['wearwire-disk', 'nats-jetstream'] },
  // Sorting is paced: about 6 s per segment, and there are about 20 segments.
  {
    scenario: replayOne,
    settings: { settle: 160_000 },
    targets: ['wearwire-disk'],
    runsOnce: true,
  },
  { scenario: fullLog, settings: {}, targets: ['wearwire-disk'] },
  {
    scenario: idle,
    settings: { connections: 5_000, duration: 10_000 },
    targets: [
      'wearwire-disk',
      'wearwire-ws',
      'relay',
      'nats-core',
      'mosquitto',
      'socket.io',
      'ws-broker',
    ],
    runsOnce: true,
  },
  { scenario: idle, settings: { connections: 18_000 }, targets: ['wearwire-disk'], runsOnce: true },
  { scenario: connectStorm, settings: {}, targets: ['wearwire-disk', 'wearwire-memory'] },
  {
    scenario: slowConsumer,
    settings: {},
    targets: ['wearwire-disk', 'wearwire-ws'],
    runsOnce: true,
  },
  {
    scenario: crash,
    settings: { rate: 50_000 },
    targets: ['wearwire-disk', 'wearwire-process'],
    runsOnce: true,
  },
];

export const suite = defineCommand({
  name: 'suite',
  summary:
    'run all measurements of docs/benchmarks.md, including other servers; takes about half an hour',
  notes: [
    'Peers that are not installed are listed and skipped. Keep the machine idle during the run.',
  ],
  examples: ['bench suite --out suite.json --html suite.html'],
  options: { rounds: ROUNDS_OPTION, ...FILE_OPTIONS },
  run: async (context, { rounds, ...kept }) => {
    const measurements = SUITE.map(
      ({ scenario, settings, targets, runsOnce }): Measurement => ({
        scenario,
        settings: { ...defaultsOf(scenario.options), ...settings },
        rounds: runsOnce ? 1 : rounds,
        targets: targetsOf(context, targets),
      }),
    );
    return (await measure(context, measurements, kept)).isGood;
  },
});
