/**
 * Connections that break, lose frames and fall silent at any point, slow stores, killed apps: the guarantees of a
 * producer hold in every run. A failing run is printed with its seed.
 */
import { VirtualClock } from '@wearwire/client-core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createProducer, type Producer, type ProducerOptions } from '../src/index.js';
import { stateOf } from '../src/store/records.js';
import { persistIn } from '../src/store.js';
import { ignoresDuplicates, LogServer, SERVER_KINDS, type ServerKind } from './log-server.js';
import { MemoryStore } from './memory-store.js';

const TYPES = ['OLDEST', 'NEWEST', 'LATEST'] as const;

const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ submit: fc.constantFrom(...TYPES) }) },
  { weight: 4, arbitrary: fc.record({ advanceMs: fc.constantFrom(0, 0, 5, 400, 3_000) }) },
  { weight: 2, arbitrary: fc.constant('cut' as const) },
  { weight: 2, arbitrary: fc.record({ isReading: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ isAnswering: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ isStoreSlow: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant('kill' as const) },
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** A producer, its server and its store, with the submitted events and their outcomes. */
class Run {
  readonly clock = new VirtualClock();
  readonly server: LogServer;
  readonly outcomes = new Map<number, string>();
  /** Submitted events, and those that were not in the store when their app was killed. */
  readonly submitted: { type: string; val: number }[] = [];
  readonly lost = new Set<number>();
  readonly #options: Partial<ProducerOptions>;
  readonly #hasStore: boolean;
  #store = new MemoryStore();
  #controller = new AbortController();
  producer: Producer;

  constructor(kind: ServerKind, hasStore: boolean, options: Partial<ProducerOptions>) {
    this.server = new LogServer(kind, this.clock);
    this.#hasStore = hasStore;
    this.#options = options;
    this.producer = this.#start();
  }

  async take(step: Step): Promise<void> {
    if (step === 'cut') this.server.cut();
    else if (step === 'kill') this.#kill();
    else if ('submit' in step) this.#submit(step.submit);
    else if ('advanceMs' in step) await this.#advance(step.advanceMs);
    else if ('isReading' in step) this.server.isReading = step.isReading;
    else if ('isAnswering' in step) this.server.isAnswering = step.isAnswering;
    else this.#store.isSlow = step.isStoreSlow;
  }

  /** Ends all faults and waits until everything that can arrive has arrived. */
  async finish(): Promise<void> {
    this.server.isReading = this.server.isAnswering = true;
    this.#store.isSlow = false;
    this.server.cut();
    await this.#advance(60_000);
    const closed = this.producer.close();
    await this.#advance(10_000);
    expect(await closed).toEqual({ unsentEvents: 0, unconfirmedEvents: 0 });
    expect(this.clock.pendingTimers).toBe(0);
  }

  get stored(): readonly string[] {
    return this.#store.records;
  }

  valuesOf(type: string): number[] {
    return this.server.valuesOf(type) as number[];
  }

  #start(): Producer {
    this.#controller = new AbortController();
    const producer = createProducer({
      url: 'ws://server.test',
      getToken: async () => 'token',
      clock: this.clock,
      random: () => 0.5,
      socketFactory: this.server.scripted.socketFactory,
      policies: { NEWEST: { drop: 'drop-newest' }, LATEST: { drop: 'latest-only' } },
      signal: this.#controller.signal,
      ...(this.#hasStore && { persistence: persistIn(this.#store) }),
      ...this.#options,
    });
    producer.on('error', () => {});
    return producer;
  }

  #submit(type: string): void {
    const val = this.submitted.length + 1;
    this.submitted.push({ type, val });
    const promise = this.producer.submit(type, { ts: 't', val });
    void promise.then((outcome) => this.outcomes.set(val, outcome));
  }

  async #advance(ms: number): Promise<void> {
    this.#store.release();
    await this.clock.advance(ms);
    this.#store.release();
    await this.clock.advance(0);
  }

  #kill(): void {
    if (!this.#hasStore) return;
    this.#store = this.#store.killed();
    this.server.isReading = false;
    this.#controller.abort();
    this.server.isReading = true;
    this.server.isAnswering = true;
    const state = stateOf(this.#store.records);
    const alive = new Set(state.entries.map(({ text }) => JSON.parse(text).d.val as number));
    for (const { val } of this.submitted) if (!alive.has(val)) this.lost.add(val);
    this.producer = this.#start();
  }
}

async function runOf(
  steps: readonly Step[],
  kind: ServerKind,
  hasStore: boolean,
  options: Partial<ProducerOptions>,
): Promise<Run> {
  const run = new Run(kind, hasStore, options);
  for (const step of steps) await run.take(step);
  await run.finish();
  return run;
}

function checkPromises(run: Run, kind: ServerKind): void {
  const log = new Set(run.server.log.map(({ val }) => val));
  for (const [val, outcome] of run.outcomes) {
    if (outcome === 'acked') expect(log, `${val} was acked`).toContain(val);
  }
  for (const type of TYPES) {
    const values = run.valuesOf(type);
    const firsts = values.filter((val, index) => values.indexOf(val) === index);
    expect(firsts, `order of ${type}`).toEqual(firsts.toSorted((a, b) => a - b));
  }
  if (ignoresDuplicates(kind)) expect(run.server.log).toHaveLength(log.size);
}

const steps = fc.array(step, { maxLength: 80, size: 'max' });
const SMALL = { bufferEventsMax: 6, unconfirmedEventsMax: 4 } as const;
const RUNS = { numRuns: 250 } as const;
/** Once failed: dropped events were sent after later ones, because the app was killed before the drop was written. */
const DROPPED_THEN_KILLED: Step[] = [
  { advanceMs: 0 },
  ...Array.from({ length: 3 }, () => ({ submit: 'OLDEST' as const })),
  'kill',
  { submit: 'OLDEST' },
  { isStoreSlow: false },
  ...Array.from({ length: 4 }, () => ({ submit: 'OLDEST' as const })),
  'kill',
];

describe.each(SERVER_KINDS)('a server %s', (kind) => {
  test('full buffers: acked events are in the log, dropped ones are counted, each type keeps its order', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const run = await runOf(taken, kind, false, SMALL);
        checkPromises(run, kind);
        const outcomes = [...run.outcomes.values()];
        expect(outcomes).toHaveLength(run.submitted.length);
        expect(run.producer.droppedEvents).toBe(
          outcomes.filter((outcome) => outcome === 'dropped').length,
        );
      }),
      RUNS,
    );
  });

  test('killed apps, sufficient buffers: written events are in the log, once with ack', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const run = await runOf(taken, kind, true, { policies: {}, unconfirmedEventsMax: 4 });
        checkPromises(run, kind);
        const log = new Set(run.server.log.map(({ val }) => val));
        for (const { val } of run.submitted) {
          if (!run.lost.has(val)) expect(log, `${val} was submitted`).toContain(val);
        }
        expect(stateOf(run.stored)).toMatchObject({ entries: [], rejected: [] });
      }),
      RUNS,
    );
  });

  test('killed apps, full buffers: acked events are in the log, each type keeps its order', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        checkPromises(await runOf(taken, kind, true, SMALL), kind);
      }),
      { ...RUNS, examples: [[DROPPED_THEN_KILLED]] },
    );
  });
});
