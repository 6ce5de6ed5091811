/**
 * The real clients, through the fault proxy, against a real broker that is killed (-9) every few seconds:
 * no acknowledged event is lost, no event is delivered twice, and there is no gap.
 *
 * WEARWIRE_CHAOS_SECONDS sets the duration of each of the two variants (default 4, 10 in .ci/long),
 * WEARWIRE_SEED the order of the faults. No fault corrupts bytes, because without TLS a changed digit cannot be
 * distinguished from another reading.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type Consumer, createConsumer, tokenFromServer } from '@wearwire/client-consumer';
import { createProducer, type Producer } from '@wearwire/client-producer';
import { randomFrom, temporaryDirectory } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import { Client, until } from '../client.js';
import { range } from '../range.js';
import { A } from '../start-test-broker.js';
import { Deliveries, expectStored, Submissions } from './deliveries.js';
import { KillableBroker } from './killable-broker.js';

const CHAOS_MS = Number(process.env.WEARWIRE_CHAOS_SECONDS ?? 4) * 1_000;
const SEED = Number(process.env.WEARWIRE_SEED ?? 1);
const PRODUCERS = 20;
const CONSUMERS = 4;
const SUBMIT_EVERY_MS = 10;
const RUN_MS = { least: 1_000, most: 3_500 };
const SETTLE_MS = 60_000;
/** Frequent restarts of the broker would otherwise increase the waits before attempts to half a minute. */
const TIMEOUTS = { readyLastsMs: 300 };

class Chaos {
  readonly broker: KillableBroker;
  readonly deliveries = new Deliveries();
  readonly submissions: Submissions[] = [];
  readonly producers: Producer[] = [];
  readonly consumers: Consumer[] = [];
  readonly #random: () => number;
  readonly #extensions: boolean;
  #isOver = false;

  constructor(broker: KillableBroker, random: () => number, extensions: boolean) {
    this.broker = broker;
    this.#random = random;
    this.#extensions = extensions;
    for (let n = 0; n < CONSUMERS; n++) {
      const consumer = createConsumer({ ...this.#options(), after: 0 });
      this.consumers.push(consumer);
      this.deliveries.watch(consumer);
    }
    for (let n = 0; n < PRODUCERS; n++) {
      const user = `u${n}`;
      const limits = { bufferEventsMax: 1_000_000, bufferBytesMax: 1e9 };
      const producer = createProducer({ ...this.#options(user), ...limits });
      this.producers.push(producer);
      this.submissions.push(new Submissions(user, producer));
    }
  }

  /** Injects faults for this long while all producers submit; afterwards everything must be delivered. */
  async run(forMs: number): Promise<void> {
    const submitting = this.#keepSubmitting();
    const endMs = performance.now() + forMs;
    while (performance.now() < endMs) {
      await this.#injectFaults();
      await this.broker.kill();
      await delay(200 * this.#random());
      await this.broker.restart();
    }
    this.#isOver = true;
    await submitting;
    this.broker.proxy.faults = {};
    await Promise.all(this.producers.map((one) => one.flush({ timeoutMs: SETTLE_MS })));
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.consumers.map((one) => one.stop()));
    await Promise.all(this.producers.map((one) => one.close({ timeoutMs: 1 })));
  }

  #options(user?: string) {
    const { url } = this.broker;
    const developer = { url, developerId: 'a', apiKey: 'key-of-a' };
    const getToken = tokenFromServer({ ...developer, ...(user !== undefined && { user }) });
    return { url, getToken, extensions: this.#extensions, timeouts: TIMEOUTS };
  }

  async #keepSubmitting(): Promise<void> {
    while (!this.#isOver) {
      for (const one of this.submissions) one.submit();
      await delay(SUBMIT_EVERY_MS);
    }
  }

  /** One run of the broker, with its faults. */
  async #injectFaults(): Promise<void> {
    const { proxy } = this.broker;
    const random = this.#random;
    const endMs = performance.now() + RUN_MS.least + random() * (RUN_MS.most - RUN_MS.least);
    while (performance.now() < endMs) {
      const chance = random();
      proxy.faults = {
        latencyMs: random() * 5,
        jitterMs: random() * 20,
        ...(chance < 0.3 && { sliceBytes: 1 + Math.floor(random() * 700) }),
      };
      if (chance > 0.9) proxy.reset(3);
      else if (chance > 0.8) proxy.silence(2);
      await delay(200);
    }
  }
}

/** The whole log as read by a plain client, for comparison with the deliveries. */
async function logOf({ process }: KillableBroker): Promise<string[]> {
  using producer = await Client.producer(process, A, 'end');
  producer.submit(0);
  await producer.roundTrip();
  using reader = await Client.consumer(process, A);
  reader.send({ op: 7, d: {} });
  await until(() => reader.frames.at(-1)?.uid === 'end');
  const events = reader.received(5);
  expect(events.map(({ seq }) => seq)).toEqual(range(1, events.length));
  return events.map(({ uid, d }) => `${uid}:${d?.val}`);
}

describe.each([
  ['extensions [P-EXT-8]', 'disk', true],
  ['the published protocol alone [P-HB-5]', 'process', false],
] as const)('chaos with %s', (_name, durability, extensions) => {
  it(
    `loses no event, delivers none twice and leaves no gap in ${CHAOS_MS / 1_000} s of kill -9, cut and silent links`,
    async () => {
      await using directory = await temporaryDirectory();
      const random = randomFrom(SEED);
      await using broker = await KillableBroker.start(directory.path, durability, random);
      const chaos = new Chaos(broker, random, extensions);
      try {
        await chaos.run(CHAOS_MS);
        const { deliveries, submissions } = chaos;
        const log = await logOf(broker);
        await until(() => deliveries.includeAll(log.length));
        expect(deliveries.violations).toEqual([]);
        expect(deliveries.events).toEqual(log);
        const duplicates = submissions.map((one) => expectStored(one, log));
        const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
        const resent = sum(submissions.map((one) => one.resent));
        console.info(
          `${log.length} events, ${broker.kills} kills, ${broker.proxy.acceptedLinks} connections, ` +
            `${resent} resent, ${sum(duplicates)} of them stored twice`,
        );
        if (extensions) expect(sum(duplicates)).toBe(0);
        else expect(sum(duplicates)).toBeLessThanOrEqual(resent);
      } finally {
        await chaos.stop();
      }
    },
    CHAOS_MS + 2 * SETTLE_MS,
  );
});
