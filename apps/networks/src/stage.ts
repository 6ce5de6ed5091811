/** Runs one scenario on a virtual clock: link, broker, phone, and the scenario's actions. */
import { VirtualClock } from '@wearwire/client-core/testing';
import { Link, type LinkSettings } from './link/link.js';
import { Sockets } from './link/sockets.js';
import { ModelBroker } from './model/model-broker.js';
import { Phone } from './model/phone.js';
import { outageOf, quantileOf } from './outcome.js';
import type { Outcome, Scenario, Stage as StageOfScenario } from './scenarios/scenario.js';

/** Default link of a scenario. */
export const USUAL_LINK: LinkSettings = {
  delayMs: 50,
  jitterMs: 10,
  bytesPerSecond: 125_000,
  loss: 0,
};
/** Time limit for sending queued readings after the sensors have stopped. */
const DRAIN_MS = 240_000;
const STEP_MS = 1_000;

export class Stage implements StageOfScenario {
  isBehindPortal = false;
  readonly clock = new VirtualClock();
  readonly broker = new ModelBroker(this.clock);
  readonly link: Link;
  readonly sockets: Sockets;
  readonly phone: Phone;

  constructor({ link, options }: Scenario, seed: number) {
    this.link = new Link(this.clock, { ...USUAL_LINK, ...link }, seed);
    this.sockets = new Sockets(this.link, this.broker);
    this.phone = new Phone(this.clock, this.link, this.sockets, options?.(this));
  }
}

export async function play(scenario: Scenario, seed: number): Promise<Outcome> {
  const stage = new Stage(scenario, seed);
  const { broker, clock, link, phone } = stage;
  while (phone.readyAtMs.length === 0) await clock.advance(STEP_MS);
  const startMs = clock.now();
  for (const [atMs, action] of scenario.events?.(stage) ?? []) clock.setTimeout(action, atMs);
  phone.wear(scenario.sensors);
  await clock.advance(scenario.forMs);
  phone.takeOff();
  const { producer, submitted } = phone;
  const drainEndMs = clock.now() + DRAIN_MS;
  const waiting = () => producer.queuedEvents + producer.unconfirmedEvents;
  while (waiting() > 0 && clock.now() < drainEndMs) await clock.advance(STEP_MS);
  const queued = waiting();
  const stored = new Set(broker.log.map(({ val }) => val));
  const closed = producer.close({ timeoutMs: 1 });
  await clock.advance(10_000);
  await closed;
  const ages = broker.log.filter(({ type }) => type === 'HEART_RATE').map(({ ageMs }) => ageMs);
  return {
    name: scenario.name,
    submitted,
    stored: stored.size,
    lost: Math.max(0, submitted - stored.size - queued),
    doubled: broker.log.length - stored.size,
    p50Ms: quantileOf(ages, 0.5),
    p99Ms: quantileOf(ages, 0.99),
    ...outageOf(scenario, phone, startMs),
    reconnects: phone.readyAtMs.length - 1,
    bytesPerReading: link.carried.bytes / submitted,
    packetsPerReading: link.carried.segments / submitted,
  };
}
