/**
 * A broker on a disk whose power can be cut, and clients over an unreliable network, all on one virtual clock. Real
 * code: the clients, session machine, wheel, slots, streams, feeds, the log on disk, tokens. Simulated: sockets, files,
 * time. The broker can crash, and restarts some time later.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GetToken, SocketFactory } from '@wearwire/client-core';
import { settle, VirtualClock } from '@wearwire/client-core/testing';
import type { Role } from '@wearwire/protocol';
import { randomFrom } from '@wearwire/test-support';
import { expect } from 'vitest';
import { Tokens } from '../../src/auth/tokens.js';
import { gatewaySettings, submitRateSettings } from '../../src/config/derive.js';
import { completeConfig } from '../../src/config/load.js';
import { AnonymousConnections } from '../../src/gateway/anonymous-connections.js';
import { ConsumerSlots } from '../../src/gateway/consumer-slots.js';
import { DeadlineWheel } from '../../src/gateway/deadline-wheel.js';
import { Frame } from '../../src/gateway/frame.js';
import type { Gateway } from '../../src/gateway/gateway.js';
import { SlotHolders } from '../../src/gateway/slot-holders.js';
import { SubmitRates } from '../../src/gateway/submit-rates.js';
import { UserConnections } from '../../src/gateway/user-connections.js';
import { createLogger } from '../../src/observability/logger.js';
import { Stats } from '../../src/observability/stats.js';
import { DiskEventLog } from '../../src/storage/disk/disk-event-log.js';
import { LocalBrokers, LocalSlotStore } from '../../src/storage/local-slots.js';
import { MemoryTokenStore } from '../../src/storage/memory/memory-token-store.js';
import { Backlog } from '../../src/stream/backlog.js';
import { LogReads } from '../../src/stream/log-reads.js';
import { ReplayPace } from '../../src/stream/replay-pace.js';
import { Streams } from '../../src/stream/streams.js';
import { TurnBuffers } from '../../src/stream/turn-buffer.js';
import { TurnClock } from '../../src/stream/turn-clock.js';
import { TestLogState } from '../log-state.js';
import { SimulatedDisk, sortingOn } from '../simulated-disk.js';
import { SimConnection } from './sim-wire.js';

export const DEVELOPER = 'a';
export const CONSUMERS_MAX = 1;
const WHEEL_TICK_MS = 50;

const CONFIG = completeConfig({
  heartbeatIntervalMs: 1_000,
  identifyTimeoutMs: 2_000,
  probeTimeoutMs: 500,
  barrierTimeoutMs: 3_000,
  consumersPerDeveloper: CONSUMERS_MAX,
});

export class SimWorld {
  readonly clock = new VirtualClock();
  readonly random: () => number;
  readonly #logger = createLogger('silent');
  readonly #tokenStore = new MemoryTokenStore(() => this.clock.now());
  readonly #logState = new TestLogState();
  readonly #offered = new Set<string>();
  /** Number of frames of each opcode that the broker received. */
  readonly frames = new Map<number, number>();
  #disk: SimulatedDisk;
  #connections: SimConnection[] = [];
  /** Undefined while the broker is down. */
  gateway: Gateway | undefined;
  log: DiskEventLog | undefined;

  constructor(seed: number) {
    this.random = randomFrom(seed);
    this.#disk = new SimulatedDisk(this.random);
  }

  readonly socketFactory: SocketFactory = (url, handlers) => {
    const { clock, gateway, random } = this;
    const connection = new SimConnection(url, handlers, gateway, clock, random, (text) =>
      this.#inspect(text),
    );
    this.#connections.push(connection);
    return connection.socket;
  };

  /** Tokens of the endpoint, which is sometimes unreachable. */
  tokensFor(role: Role, userId: string): GetToken {
    return async () => {
      const { gateway } = this;
      if (gateway === undefined || this.random() < 0.05) throw new Error('no token is available');
      return gateway.tokens.issue(DEVELOPER, role, userId);
    };
  }

  async startBroker(): Promise<void> {
    const { clock } = this;
    const now = () => clock.now();
    const stats = new Stats();
    this.log = await DiskEventLog.open({
      files: this.#disk.files,
      state: this.#logState.found(),
      retention: { retentionMs: 86_400_000, now },
      durability: 'disk',
      logger: this.#logger,
      segmentBytesMax: 4_000,
      sorting: sortingOn(this.#disk),
    });
    const turnClock = new TurnClock(now);
    const slotHolders = new SlotHolders();
    const brokers = new LocalBrokers();
    brokers.serve(slotHolders.answer);
    const slotStore = new LocalSlotStore();
    const slotsOf = (name: string, max: number) =>
      new ConsumerSlots({ name, max, takeOver: false }, slotStore, brokers);
    this.gateway = {
      settings: gatewaySettings(CONFIG),
      streams: new Streams({
        log: this.log,
        turnClock,
        turnBuffers: new TurnBuffers(),
        stats,
        backlog: new Backlog(1e9),
        reads: new LogReads({
          ...CONFIG,
          replayBytes: undefined,
          monotonicMs: now,
          delay: () => Promise.resolve(),
          limited: () => {},
        }),
        pace: new ReplayPace({ now, turn: nextTurn, sleep: () => Promise.resolve() }),
        now,
        monotonicMs: now,
      }),
      tokens: new Tokens(this.#tokenStore, { ...CONFIG, now, monotonicMs: now }),
      slotHolders,
      slots: slotsOf('consumers', CONSUMERS_MAX),
      monitorSlots: slotsOf('monitors', 1),
      anonymousConnections: new AnonymousConnections(1_000, 0),
      userConnections: new UserConnections(0),
      submitRates: new SubmitRates(submitRateSettings(CONFIG)),
      identifyRates: undefined,
      turnClock,
      wheel: new DeadlineWheel(clock.now(), WHEEL_TICK_MS, 256),
      frame: new Frame(),
      logger: this.#logger,
      stats,
      monotonicMs: now,
    };
  }

  /** Cuts the power: connections break, and unsynced bytes may be lost. */
  crashBroker(): void {
    this.gateway = undefined;
    this.log = undefined;
    this.#disk = this.#disk.cutPower();
    for (const connection of this.#connections) connection.serverCrashed();
    this.#connections = [];
  }

  get openConnections(): SimConnection[] {
    return this.#connections.filter(
      ({ server }) => server !== undefined && !server.session.isClosed,
    );
  }

  /** Advances the time in steps, with turns of the event loop for the disk and the streams. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += WHEEL_TICK_MS) {
      await this.clock.advance(Math.min(WHEEL_TICK_MS, ms - passed));
      this.gateway?.wheel.advance(this.clock.now());
      await this.#turn();
      this.#checkSlots();
    }
  }

  async #turn(): Promise<void> {
    for (let i = 0; i < 6; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      await settle();
    }
  }

  #checkSlots(): void {
    const consumers = this.openConnections.filter(
      ({ server }) => server?.session.state === 'consumer',
    );
    expect(consumers.length, 'consumers at once').toBeLessThanOrEqual(CONSUMERS_MAX);
  }

  #inspect(text: string): void {
    const { op, d } = JSON.parse(text);
    this.frames.set(op, (this.frames.get(op) ?? 0) + 1);
    if (op !== 3) return;
    expect(this.#offered.has(d.token), 'a token was offered twice').toBe(false);
    this.#offered.add(d.token);
  }
}
