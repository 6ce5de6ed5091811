/** A faulty relay as a target, and a scenario that sends an exact number of events through it. */
import { fileURLToPath } from 'node:url';
import {
  defineScenario,
  layoutOf,
  type Run,
  type RunOptions,
  runScenario,
  ServerProcess,
  type Target,
} from '@wearwire/bench';

const SERVER = fileURLToPath(new URL('./stand-in-server.js', import.meta.url));
const WIRE = new URL('../dist/wires/relay.js', import.meta.url).href;

/** The fault is applied to one of `every` events, the event with the index `at`. */
export interface Fault {
  readonly kind: 'drop' | 'double' | 'swap' | 'damage' | 'misroute';
  readonly every: number;
  readonly at: number;
}

export interface StandInSettings {
  readonly faults?: readonly Fault[];
  /** The number of events after which the relay closes every connection. */
  readonly diesAfter?: number;
  /** Time after the first event. */
  readonly stallAfterMs?: number;
  readonly stallMs?: number;
}

export function standIn(settings: StandInSettings): Target {
  return {
    name: 'stand-in',
    title: 'stand-in',
    role: 'control',
    promise: { durable: 'nothing', ordered: true, replay: false },
    capabilities: ['fan-out'],
    isAvailable: async () => ({ ok: true }),
    versions: async () => ({ 'stand-in': '1.2.3' }),
    start: async () => {
      const server = await ServerProcess.start({
        file: process.execPath,
        args: [SERVER, JSON.stringify(settings)],
        ready: /listening on (\d+)/,
      });
      return {
        endpoint: { host: '127.0.0.1', port: Number(server.match[1]) },
        wire: { module: WIRE, settings: null },
        pids: () => [server.pid],
        end: (signal) => server.end(signal),
        startAgain: () => Promise.reject(new Error('this server cannot be restarted')),
        stop: () => server.end('SIGKILL'),
      };
    },
  };
}

const PRODUCERS_EACH = 5;
const STREAMS = 2;
const PRODUCERS = PRODUCERS_EACH * STREAMS;
const WINDOW = 100;
const IDLE_TIMEOUT_MS = 2_000;

/** Two streams of five producers each and a fixed number of events, without measuring. */
export function exactly(events: number) {
  return defineScenario({
    name: 'exactly',
    title: 'an exact number of events',
    meaning: 'correctness only',
    needs: [],
    options: {},
    loop: () => 'closed',
    figures: () => [],
    layout: () =>
      layoutOf(
        STREAMS,
        Array.from({ length: STREAMS }, (_, stream) => ({ stream, count: PRODUCERS_EACH })),
        () => 1,
      ),
    processes: () => ({ producers: 1, consumers: 1 }),
    measure: async (context) => {
      await context.openAll();
      await context.preload(events / PRODUCERS, WINDOW, { idleTimeoutMs: IDLE_TIMEOUT_MS });
      return { figures: {}, phases: [] };
    },
  });
}

/** One run of a scenario over one target. */
export async function oneRun(
  scenario: RunOptions['scenario'],
  settings: RunOptions['settings'],
  target: Target,
): Promise<Run> {
  const result = await runScenario({
    scenario,
    settings,
    targets: [target],
    rounds: 1,
    signal: new AbortController().signal,
    onProgress: () => {},
    onRun: () => {},
  });
  const run = result.targets[0]?.runs[0];
  if (run === undefined) throw new Error(`no run: ${result.targets[0]?.skipped}`);
  return run;
}
