/**
 * One history: a consumer, producers and a broker in one process on a virtual clock, with a network that delays, breaks
 * or silently drops connections, and power cuts of the broker. The history ends without faults, and then every
 * submitted event must have been delivered once, in order.
 */

import { createConsumer, type StreamEvent } from '@wearwire/client-consumer';
import { createProducer, type Producer } from '@wearwire/client-producer';
import { Role } from '@wearwire/protocol';
import { expect } from 'vitest';
import { chunkCount, chunkFrame } from '../../src/storage/chunk.js';
import { EVERYTHING } from '../../src/storage/contract/events.js';
import { on } from '../log-calls.js';
import { DEVELOPER, SimWorld } from './sim-world.js';

const USERS = 3;
const CHAOS_ROUNDS = 25;
const URL = 'ws://sim/connect';

interface Event {
  readonly seq: number;
  readonly uid: string;
  readonly val: number;
}

/** The contents of the log, in order. */
async function eventsOfLog(world: SimWorld): Promise<Event[]> {
  const chunks =
    world.log === undefined ? [] : await on(world.log).read(DEVELOPER, EVERYTHING, 1e9);
  return chunks.flatMap((chunk) =>
    Array.from({ length: chunkCount(chunk) }, (_, i) => {
      const { seq, uid, d } = JSON.parse(chunkFrame(chunk, i).toString());
      return { seq, uid, val: d.val };
    }),
  );
}

export class History {
  readonly world: SimWorld;
  readonly received: Event[] = [];
  readonly gapsAndResets: string[] = [];
  readonly submitted = new Map<string, number[]>();
  readonly #producers = new Map<string, Producer>();
  readonly #consumer;
  readonly #extensions: boolean;

  /** `extensions`: whether the clients request them. */
  constructor(seed: number, extensions: boolean) {
    this.world = new SimWorld(seed);
    this.#extensions = extensions;
    this.#consumer = createConsumer({ ...this.#options(Role.Consumer, ''), after: 0 });
    this.#consumer.on('*', (event: StreamEvent) => {
      const { seq, uid, reading } = event;
      this.received.push({ seq, uid, val: (reading as { val: number }).val });
    });
    this.#consumer.on('gap', (gap) => this.gapsAndResets.push(`gap ${JSON.stringify(gap)}`));
    this.#consumer.on('reset', (reset) =>
      this.gapsAndResets.push(`reset ${JSON.stringify(reset)}`),
    );
  }

  async run(): Promise<void> {
    const { world } = this;
    await world.startBroker();
    for (let i = 0; i < USERS; i++) {
      const user = `u${i}`;
      this.submitted.set(user, []);
      this.#producers.set(user, createProducer(this.#options(Role.Producer, user)));
    }
    for (let round = 0; round < CHAOS_ROUNDS; round++) {
      this.#submitSome();
      await this.#injectFault();
      await world.pass(world.random() * 600);
    }
    if (world.gateway === undefined) await world.startBroker();
    await this.#endFaults();
  }

  async check(): Promise<void> {
    const events = await eventsOfLog(this.world);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    expect(this.gapsAndResets).toEqual([]);
    expect(this.received).toEqual(events);
    for (const [user, vals] of this.submitted) {
      const stored = events.filter(({ uid }) => uid === user).map(({ val }) => val);
      // Exactly once with `ack`; without it, unconfirmed events may be stored twice.
      expect(this.#extensions ? stored : [...new Set(stored)], user).toEqual(vals);
    }
    expect(this.world.clock.pendingTimers, 'timers that were never cleared').toBe(0);
  }

  #options(role: Role, user: string) {
    const { clock, random, socketFactory } = this.world;
    const getToken = this.world.tokensFor(role, user);
    const extensions = this.#extensions;
    return { url: URL, getToken, clock, random, socketFactory, extensions };
  }

  #submitSome(): void {
    for (const [user, producer] of this.#producers) {
      const vals = this.submitted.get(user) as number[];
      for (let count = Math.floor(this.world.random() * 6); count > 0; count--) {
        const val = vals.length + 1;
        vals.push(val);
        producer.submit('POWER', { ts: '2026-01-01T00:00:00Z', val });
      }
    }
  }

  async #injectFault(): Promise<void> {
    const { world } = this;
    const chance = world.random();
    const open = world.openConnections;
    const connection = open[Math.floor(world.random() * open.length)];
    if (world.gateway === undefined) {
      if (chance < 0.7) await world.startBroker();
    } else if (chance < 0.15) connection?.break();
    else if (chance < 0.25) connection?.silence();
    else if (chance < 0.32) world.crashBroker();
  }

  /** Ends the faults, waits until every submitted event is delivered, and stops everything. */
  async #endFaults(): Promise<void> {
    const { world } = this;
    const flushed = Promise.all([...this.#producers.values()].map((one) => one.flush()));
    let isFlushed = false;
    flushed.then(() => {
      isFlushed = true;
    });
    for (let i = 0; i < 240 && !isFlushed; i++) await world.pass(500);
    expect(isFlushed, 'all submitted events are stored').toBe(true);
    const newest = world.log && (await on(world.log).head(DEVELOPER)).lastSeq;
    for (let i = 0; i < 240 && this.received.at(-1)?.seq !== newest; i++) await world.pass(500);
    const stopped = Promise.all([
      this.#consumer.stop(),
      ...[...this.#producers.values()].map((one) => one.close()),
    ]);
    await world.pass(15_000);
    await stopped;
  }
}
