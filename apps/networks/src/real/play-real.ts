/** Runs one scenario against one server, on real sockets and in real time. */
import { setTimeout as delay } from 'node:timers/promises';
import { Link } from '../link/link.js';
import type { Sensor } from '../model/phone.js';
import { outageOf, quantileOf } from '../outcome.js';
import type { Outcome, Scenario, Stage } from '../scenarios/scenario.js';
import { USUAL_LINK } from '../stage.js';
import type { RealPhone, RealServer } from './real-phone.js';
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
const DRAIN_MS = 60_000;
const READY_TIMEOUT_MS = 60_000;

export async function playReal(
  scenario: Scenario,
  server: RealServer,
  user: string,
  seed: number,
): Promise<Outcome> {
  const link = new Link(realClock, { ...USUAL_LINK, ...scenario.link }, seed);
  await using relay = await Relay.open(link, server.port);
  const stage = stageOf(link, relay);
  const phone = server.connect(user, relay.port, scenario.options?.(stage) ?? {});
  stage.setPhone(phone);
  await until(() => phone.readyAtMs.length > 0, READY_TIMEOUT_MS);
  const startMs = realClock.now();
  const { bytes, segments } = link.carried;
  const timers = (scenario.events?.(stage) ?? []).map(([atMs, action]) => setTimeout(action, atMs));
  const submitted = await wear(phone, scenario.sensors, scenario.forMs);
  const stored = () => new Set(server.receivedOf(user).map(({ val }) => val));
  await until(() => stored().size === submitted, DRAIN_MS);
  for (const timer of timers) clearTimeout(timer);
  const received = server.receivedOf(user);
  const ages = received.filter(({ type }) => type === 'HEART_RATE').map(({ ageMs }) => ageMs);
  const carried = { bytes: link.carried.bytes - bytes, segments: link.carried.segments - segments };
  const readyBefore = phone.readyAtMs.length;
  await phone.close();
  return {
    name: scenario.name,
    submitted,
    stored: stored().size,
    lost: submitted - stored().size,
    doubled: received.length - stored().size,
    p50Ms: quantileOf(ages, 0.5),
    p99Ms: quantileOf(ages, 0.99),
    ...outageOf(scenario, phone, startMs),
    reconnects: readyBefore - 1,
    bytesPerReading: carried.bytes / submitted,
    packetsPerReading: carried.segments / submitted,
  };
}

function stageOf(link: Link, relay: Relay): Stage & { setPhone(phone: RealPhone): void } {
  let current: RealPhone | undefined;
  return {
    link,
    sockets: relay,
    phone: { producer: { networkChanged: () => current?.networkChanged() } },
    isBehindPortal: false,
    broker: { isDown: false, extensions: [], closeAll: () => {} },
    setPhone: (phone) => {
      current = phone;
    },
  };
}

/** Submits readings at the rates of the sensors for `forMs`. Returns their number. */
async function wear(phone: RealPhone, sensors: readonly Sensor[], forMs: number): Promise<number> {
  let submitted = 0;
  const notify = ({ type, perNotification }: Sensor) => {
    const ts = new Date().toISOString();
    for (let i = 0; i < perNotification; i++) phone.submit(type, { ts, val: ++submitted });
  };
  const timers = sensors.map((sensor) => {
    notify(sensor);
    return setInterval(() => notify(sensor), sensor.intervalMs);
  });
  await delay(forMs);
  for (const timer of timers) clearInterval(timer);
  return submitted;
}
