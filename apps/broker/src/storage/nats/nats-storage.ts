/**
 * The storage in NATS JetStream, shared by any number of brokers, which store nothing themselves. Loaded only for
 * `--store nats://…`.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import type { StorageError } from '../errors.js';
import { StorageHealth } from '../health.js';
import type { Storage } from '../ports.js';
import type { Retention } from '../retention.js';
import { connectNats, NatsSetupError, openJet } from './connect.js';
import { Epochs } from './epochs.js';
import { Forwarding } from './forwarding.js';
import { Heads } from './heads.js';
import { type Jet, NatsUnavailableError } from './jet.js';
import { CLOSE_TIMEOUT_MS, REQUEST_TIMEOUT_MS, STALL_DETECTED_MS } from './limits.js';
import { LiveNodes } from './live-nodes.js';
import type { Names } from './names.js';
import { NatsBrokers } from './nats-brokers.js';
import { NatsDeveloperStore } from './nats-developer-store.js';
import { NatsEventLog } from './nats-event-log.js';
import { ALL_MECHANISMS, type NatsStorageOptions } from './nats-options.js';
import { NatsSlotStore } from './nats-slots.js';
import { NatsTokenStore } from './nats-token-store.js';
import { withoutCredentials } from './servers.js';
import { StreamEnds } from './stream-ends.js';

/** Throws `NatsSetupError`; nothing is left open then. */
export async function openNatsStorage(options: NatsStorageOptions): Promise<Storage> {
  const node = randomBytes(6).toString('hex');
  const connection = await connectNats(options, `wearwire-${node}`);
  try {
    const { jet, names } = await openJet(connection, options);
    return await createStorage(jet, names, node, options);
  } catch (error) {
    await connection.close();
    if (!(error instanceof NatsUnavailableError)) throw error;
    const seconds = REQUEST_TIMEOUT_MS / 1_000;
    throw new NatsSetupError(
      `JetStream at ${withoutCredentials(options.url)} has not answered for ${seconds} s; check that its servers run and have elected a leader`,
      { cause: error },
    );
  }
}

async function createStorage(
  jet: Jet,
  names: Names,
  node: string,
  options: NatsStorageOptions,
): Promise<Storage> {
  const { clock, logger, retentionMs, bytesMax, mechanisms = ALL_MECHANISMS } = options;
  const retention: Retention = { retentionMs, bytesMax, now: clock.now, ago: clock.ago };
  const { connection } = jet;
  const health = new StorageHealth(logger);
  const epochs = await Epochs.open(jet, names, node, logger);
  const heads = new Heads(jet, names, node);
  const ends = new StreamEnds(jet, names, epochs);
  const log = new NatsEventLog({
    jet,
    names,
    node,
    epochs,
    ends,
    heads,
    forwarding: new Forwarding(connection, names, node, new LiveNodes(connection, names, node)),
    health: health.log,
    mechanisms,
    retention,
    logger,
  });
  const tokens = new NatsTokenStore({ jet, names, node, now: clock.now, health: health.meta });
  const slots = new NatsSlotStore(jet, names, node);
  const developers = new NatsDeveloperStore(jet, names, tokens);
  const brokers = new NatsBrokers(connection, names, node, (holder) => slots.nodeOf(holder));
  const resynchronize = async (): Promise<void> => {
    if (mechanisms.leaseCheck) await slots.verify((holder) => brokers.displace(holder));
    developers.mayHaveChanged();
    await log.verifyAll();
  };
  const watch = new ConnectionWatch(connection, health, resynchronize, () => ends.pin());
  await log.verifyDue();
  return {
    log,
    tokens,
    developers,
    slots,
    brokers,
    node,
    health,
    missing: { segments: 0, meta: false },
    clock,
    check: async () => {
      await clock.check();
      await watch.check(async () => {
        await jet.once.info(names.logStream(0));
        await log.verifyDue();
      });
    },
    close: async () => {
      watch.stop();
      await log.close();
      await Promise.race([connection.drain().catch(() => {}), delay(CLOSE_TIMEOUT_MS)]);
      await connection.close();
    },
  };
}

/**
 * Watches the connection: sets the health, calls `unreachable` when the servers do not answer, and calls
 * `resynchronize` when they answer again.
 */
class ConnectionWatch {
  readonly #health: StorageHealth;
  readonly #resynchronize: () => Promise<void>;
  readonly #unreachable: () => void;
  #isStopping = false;
  #mustResynchronize = false;
  #checkedAtMs = performance.now();
  #isChecking = false;

  constructor(
    connection: NatsConnection,
    health: StorageHealth,
    resynchronize: () => Promise<void>,
    unreachable: () => void,
  ) {
    this.#health = health;
    this.#resynchronize = resynchronize;
    this.#unreachable = unreachable;
    void this.#follow(connection);
    void connection.closed().then((cause) => {
      if (this.#isStopping) return;
      const error = new NatsSetupError(
        `the connection to NATS was closed permanently: ${cause?.message ?? 'no reason given'}`,
      );
      health.log.failPermanently(error as StorageError);
    });
  }

  stop(): void {
    this.#isStopping = true;
  }

  /** Called each second. `testServers` throws if the servers do not work. Never rejects. */
  async check(testServers: () => Promise<void>): Promise<void> {
    const nowMs = performance.now();
    // A process that was suspended has missed requests of other brokers.
    if (nowMs - this.#checkedAtMs > STALL_DETECTED_MS) this.#mustResynchronize = true;
    this.#checkedAtMs = nowMs;
    if (this.#isChecking || this.#isStopping) return;
    this.#isChecking = true;
    try {
      await testServers();
      if (this.#mustResynchronize) {
        this.#mustResynchronize = false;
        await this.#resynchronize();
      }
      this.#health.log.recovered();
      this.#health.meta.recovered();
    } catch (error) {
      this.#unreachable();
      if (!this.#isStopping) this.#health.log.refused(error);
    } finally {
      this.#isChecking = false;
    }
  }

  async #follow(connection: NatsConnection): Promise<void> {
    for await (const { type } of connection.status()) {
      if (this.#isStopping) return;
      if (type === 'disconnect') {
        this.#mustResynchronize = true;
        this.#unreachable();
        this.#health.log.refused(new NatsUnavailableError());
      }
      if (type === 'reconnect') {
        await this.#resynchronize().catch(() => {
          // The next check retries.
          this.#mustResynchronize = true;
        });
      }
    }
  }
}
