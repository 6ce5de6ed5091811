/** Runs one scenario against one server, on real sockets and in real time. */
import { setTimeout as delay } from 'node:timers/promises';
import { Link } from '../link/link.js';
import type { Sensor } from '../model/phone.js';
import { outcomeOf } from '../outcome.js';
import type { Outcome, Scenario, Stage } from '../scenarios/scenario.js';
import type { RealPhone, RealServer } from './real-server.js';
import { Relay, realClock } from './relay.js';
import { until } from './until.js';

/** Scenarios that do not need to control the server. */
export const REAL_SCENARIOS: readonly string[] = [
  'good',
  'slow uplink',
  'far and lossy',
  'edge of the cell',
  'silent 5 s',
  'silent 90 s',
  'roam, not told',
  'roam, told',
  '300 s without network',
  'flapping',
];

/** Time limit for sending queued readings after the sensors have stopped. */
const DRAIN_TIMEOUT_MS = 60_000;
const READY_TIMEOUT_MS = 60_000;

export async function playReal(
  scenario: Scenario,
  server: RealServer,
  user: string,
  seed: number,
): Promise<Outcome> {
  const link = new Link(realClock, scenario.link ?? {}, seed);
  await using relay = await Relay.open(link, server.port);
  const stage: Stage = {
    link,
    sockets: relay,
    get producer() {
      return phone;
    },
    // The scenarios in REAL_SCENARIOS do not use these.
    isBehindPortal: false,
    broker: { isDown: false, closeAll: () => {} },
  };
  const phone = server.connect(user, relay.port, scenario.options?.(stage) ?? {});
  const { times } = phone;
  await until(() => times.readyAtMs.length > 0, READY_TIMEOUT_MS);
  const startMs = realClock.now();
  const { bytes, segments } = link.carried;
  const timers = (scenario.actions?.(stage) ?? []).map(([atMs, act]) => setTimeout(act, atMs));
  const submitted = await wear(phone, scenario.sensors, scenario.durationMs);
  const stored = () => new Set(server.arrivals.of(user).map(({ val }) => val)).size;
  await until(() => stored() === submitted, DRAIN_TIMEOUT_MS);
  for (const timer of timers) clearTimeout(timer);
  const arrivals = server.arrivals.of(user);
  const carried = { bytes: link.carried.bytes - bytes, segments: link.carried.segments - segments };
  const run = { scenario, startMs, times, submitted, queued: 0, arrivals, carried };
  const outcome = outcomeOf(run);
  await phone.close();
  return outcome;
}

/** Submits readings at the rates of the sensors for `durationMs`. Returns their number. */
async function wear(
  phone: RealPhone,
  sensors: readonly Sensor[],
  durationMs: number,
): Promise<number> {
  let submitted = 0;
  const notify = ({ type, readingsPerNotification }: Sensor) => {
    const ts = new Date().toISOString();
    for (let i = 0; i < readingsPerNotification; i++) phone.submit(type, { ts, val: ++submitted });
  };
  const timers = sensors.map((sensor) => {
    notify(sensor);
    return setInterval(() => notify(sensor), sensor.intervalMs);
  });
  await delay(durationMs);
  for (const timer of timers) clearInterval(timer);
  return submitted;
}
