/** Runs one scenario on a virtual clock, against the model of a broker. */
import { VirtualClock } from '@wearwire/client-core/testing';
import type { Producer } from '@wearwire/client-producer';
import { Link } from './link/link.js';
import { Sockets } from './link/sockets.js';
import { ModelBroker } from './model/model-broker.js';
import { Phone } from './model/phone.js';
import { outcomeOf } from './outcome.js';
import type { Outcome, Scenario, Stage } from './scenarios/scenario.js';

/** Time limit for sending queued readings after the sensors have stopped. */
const DRAIN_TIMEOUT_MS = 240_000;
/** Virtual time in which `close` ends. */
const CLOSE_MS = 10_000;
const STEP_MS = 1_000;

class VirtualStage implements Stage {
  isBehindPortal = false;
  readonly clock = new VirtualClock();
  readonly broker: ModelBroker;
  readonly link: Link;
  readonly sockets: Sockets;
  readonly phone: Phone;

  constructor({ link = {}, unsupported, options }: Scenario, seed: number) {
    this.broker = new ModelBroker(this.clock, unsupported);
    this.link = new Link(this.clock, link, seed);
    this.sockets = new Sockets(this.link, this.broker);
    this.phone = new Phone(this.clock, this.link, this.sockets, options?.(this));
  }

  get producer(): Producer {
    return this.phone.producer;
  }
}

export async function playVirtual(scenario: Scenario, seed: number): Promise<Outcome> {
  const stage = new VirtualStage(scenario, seed);
  const { broker, clock, link, phone } = stage;
  const { producer, times } = phone;
  while (times.readyAtMs.length === 0) await clock.advance(STEP_MS);
  const startMs = clock.now();
  for (const [atMs, action] of scenario.actions?.(stage) ?? []) clock.setTimeout(action, atMs);
  phone.wear(scenario.sensors);
  await clock.advance(scenario.durationMs);
  phone.takeOff();
  const { submitted } = phone;
  const drainEndMs = clock.now() + DRAIN_TIMEOUT_MS;
  const queued = () => producer.queuedEvents + producer.unconfirmedEvents;
  while (queued() > 0 && clock.now() < drainEndMs) await clock.advance(STEP_MS);
  const { log: arrivals } = broker;
  const { carried } = link;
  const run = { scenario, startMs, times, submitted, queued: queued(), arrivals, carried };
  const outcome = outcomeOf(run);
  const closed = producer.close({ timeoutMs: 1 });
  await clock.advance(CLOSE_MS);
  await closed;
  return outcome;
}
