/** Creates the gateway with its limits, its streams and their shared parts. `broker.ts` starts it. */
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { Tokens } from './auth/tokens.js';
import { allowancesOf, gatewaySettings, submitRateSettings } from './config/derive.js';
import type { BrokerConfig } from './config/settings.js';
import { AnonymousConnections } from './gateway/anonymous-connections.js';
import { ConsumerSlots } from './gateway/consumer-slots.js';
import { DeadlineWheel } from './gateway/deadline-wheel.js';
import { Frame } from './gateway/frame.js';
import type { Gateway } from './gateway/gateway.js';
import { SlotHolders } from './gateway/slot-holders.js';
import { SubmitRates } from './gateway/submit-rates.js';
import { UserConnections } from './gateway/user-connections.js';
import { monotonicMs } from './monotonic.js';
import type { Logger } from './observability/logger.js';
import { Stats } from './observability/stats.js';
import type { Storage } from './storage/ports.js';
import { Backlog } from './stream/backlog.js';
import { LogReads } from './stream/log-reads.js';
import { ReplayPace } from './stream/replay-pace.js';
import { Streams } from './stream/streams.js';
import { TurnBuffers } from './stream/turn-buffer.js';
import type { TurnClock } from './stream/turn-clock.js';

/** The rate limits. A limit other than `submits` is `undefined` if it is switched off. */
export function createRates(config: BrokerConfig) {
  return {
    submits: new SubmitRates(submitRateSettings(config)),
    ofDeveloper: allowancesOf('request', config.developerTokensPerSecond),
    ofAddress: allowancesOf('request', config.addressTokensPerSecond),
    replayBytes: allowancesOf('replay', config.developerReplayBytesPerSecond),
    identifies: allowancesOf('identify', config.developerIdentifiesPerSecond),
  };
}

export function createGateway(
  config: BrokerConfig,
  storage: Storage,
  turnClock: TurnClock,
  rates: ReturnType<typeof createRates>,
  logger: Logger,
): Gateway {
  const stats = new Stats((limit) => logger.warn({ limit }, `the limit ${limit} was reached`));
  const slotHolders = new SlotHolders();
  storage.brokers.serve(slotHolders.answer);
  const slotsOf = (name: string, max: number, takeOver: boolean): ConsumerSlots =>
    new ConsumerSlots({ name, max, takeOver }, storage.slots, storage.brokers);
  return {
    settings: gatewaySettings(config),
    streams: createStreams(config, storage, turnClock, rates, stats),
    tokens: new Tokens(storage.tokens, {
      ...config,
      now: () => storage.clock.now(),
      monotonicMs,
    }),
    slotHolders,
    slots: slotsOf('consumers', config.consumersPerDeveloper, config.consumerTakeOver),
    monitorSlots: slotsOf('monitors', config.monitorsPerDeveloper, false),
    userConnections: new UserConnections(config.connectionsPerUser),
    anonymousConnections: new AnonymousConnections(config.anonymousMax, config.anonymousPerAddress),
    submitRates: rates.submits,
    identifyRates: rates.identifies,
    turnClock,
    wheel: new DeadlineWheel(monotonicMs()),
    frame: new Frame(),
    logger,
    stats,
    monotonicMs,
  };
}

function createStreams(
  config: BrokerConfig,
  storage: Storage,
  turnClock: TurnClock,
  rates: ReturnType<typeof createRates>,
  stats: Stats,
): Streams {
  return new Streams({
    log: storage.log,
    turnClock,
    turnBuffers: new TurnBuffers(),
    stats,
    backlog: new Backlog(config.backlogBytesMax),
    reads: new LogReads({
      ...config,
      replayBytes: rates.replayBytes,
      monotonicMs,
      delay: (ms) => delay(ms, undefined, { ref: false }),
      limited: (limit) => stats.countLimit(limit),
    }),
    pace: new ReplayPace({
      now: monotonicMs,
      turn: () => nextTurn(),
      sleep: (ms) => delay(ms, undefined, { ref: false }),
    }),
    now: () => storage.clock.now(),
    monotonicMs,
  });
}
