/**
 * `node scripts/nats-figures.js ROW [ROUNDS]`: measures one of `ROWS`, which are rows of a table in
 * docs/many-machines.md. Runs our broker on NATS and its control in turn, and prints the figures of each run and the
 * ratio of the medians.
 */
import { fileURLToPath } from 'node:url';
import { createTargets, runScenario, SCENARIOS } from '../apps/bench/dist/index.js';
import { defaultsOf } from '../packages/options/dist/index.js';

const PROGRAM = fileURLToPath(new URL('../apps/cli/bin/wearwire.js', import.meta.url));
const TARGETS = new Map(createTargets(PROGRAM).map((target) => [target.name, target]));
const TIMES = { warmUp: 3_000, duration: 6_000 }; // ms

/** Settings of the control: one client that publishes single events and awaits their acknowledgements. */
const ONE_CLIENT = { nodes: 1, streams: 1, producers: 1, consumers: 1 };

/** One side of a comparison: a target, a scenario, and the settings that differ from the defaults. */
const side = (target, scenario, settings = {}) => ({ target, scenario, settings });
const plainNats = (replicas, rate) =>
  side(replicas === 1 ? 'nats-publishes' : 'nats-publishes-r3', 'cluster', {
    ...ONE_CLIENT,
    rate,
  });
const replay = { streams: 1, events: 1_000_000, replays: 1, settle: 2_000, restart: true };
const oneNode = (streams, producers, rate) =>
  side('wearwire-nats', 'cluster', { nodes: 1, streams, producers, consumers: 1, rate });

const ROWS = {
  throughput: [side('wearwire-nats', 'fan-in'), side('wearwire-disk', 'fan-in')],
  'one-60k': [oneNode(1, 50, 60_000), plainNats(1, 60_000)],
  'many-60k': [oneNode(500, 2, 60_000), plainNats(1, 60_000)],
  'many-20k': [oneNode(500, 2, 20_000), plainNats(1, 20_000)],
  'three-6k': [side('wearwire-nats-r3', 'cluster', { rate: 6_000 }), plainNats(3, 6_000)],
  replay: [
    side('wearwire-nats', 'replay-one', replay),
    side('wearwire-disk', 'replay-one', replay),
  ],
};

const [name = '', rounds = '3'] = process.argv.slice(2);
const row = ROWS[name];
if (row === undefined)
  throw new Error(`unknown row "${name}"; choose one of ${Object.keys(ROWS).join(', ')}`);
const values = row.map(() => []);
for (let round = 0; round < Number(rounds); round++) {
  // The order alternates, so that a drift of the machine affects both sides.
  for (const index of round % 2 === 0 ? [0, 1] : [1, 0]) {
    const run = await measure(row[index]);
    values[index].push(run.figures);
    console.log(row[index].target, JSON.stringify(run.figures), run.verdict.reasons.join('; '));
  }
}
for (const figure of Object.keys(values[0][0] ?? {})) {
  const [ours, control] = values.map((runs) => median(runs.map((figures) => figures[figure])));
  console.log(`${figure}: ${ours} against ${control}, ratio ${(ours / control).toFixed(3)}`);
}

async function measure({ target, scenario: wanted, settings }) {
  const scenario = SCENARIOS.find((one) => one.name === wanted);
  const defaults = defaultsOf(scenario.options);
  const times = 'warmUp' in scenario.options ? TIMES : {};
  let result;
  await runScenario({
    scenario,
    settings: { ...defaults, ...times, ...settings },
    targets: [TARGETS.get(target)],
    rounds: 1,
    signal: AbortSignal.timeout(240_000),
    onProgress: () => {},
    onRun: (_target, run) => {
      result = run;
    },
  });
  return result;
}

function median(numbers) {
  const sorted = numbers.filter((one) => one !== undefined).sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
