/**
 * Knows which brokers run, from the heartbeats that each publishes on a core subject, and chooses the one that appends
 * for a developer. Brokers with the same list choose the same broker. The choice is only a hint: if two brokers choose
 * differently, their appends conflict, and nothing is lost.
 */
import { createHash } from 'node:crypto';
import type { NatsConnection } from '@nats-io/transport-node';
import { HEARTBEAT_INTERVAL_MS, HEARTBEAT_TIMEOUT_MS } from './limits.js';
import type { Names } from './names.js';

/** First character of a message, before the name of the broker: it runs, or it stops. */
const RUNS = '+';
const STOPS = '-';

export class LiveNodes {
  readonly #connection: NatsConnection;
  readonly #subject: string;
  readonly #node: string;
  /** Time of the last heartbeat of each other broker. */
  readonly #heartbeatAtMs = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(connection: NatsConnection, names: Names, node: string) {
    this.#connection = connection;
    this.#subject = names.heartbeats;
    this.#node = node;
    connection.subscribe(this.#subject, {
      callback: (error, message) => {
        if (error === null) this.#onHeartbeat(message.string());
      },
    });
    this.#timer = setInterval(() => this.#sendHeartbeat(), HEARTBEAT_INTERVAL_MS);
    this.#timer.unref();
    this.#sendHeartbeat();
  }

  /** The broker that appends for the developer; `undefined`: this one. */
  appenderOf(developerId: string): string | undefined {
    const oldestMs = performance.now() - HEARTBEAT_TIMEOUT_MS;
    let [chosen, highest] = [this.#node, weightOf(this.#node, developerId)];
    for (const [node, heartbeatAtMs] of this.#heartbeatAtMs) {
      const weight = weightOf(node, developerId);
      if (heartbeatAtMs >= oldestMs && weight > highest) [chosen, highest] = [node, weight];
    }
    return chosen === this.#node ? undefined : chosen;
  }

  /** Call if a broker did not answer: it is omitted until its next heartbeat. */
  suspect(node: string): void {
    this.#heartbeatAtMs.delete(node);
  }

  /** Announces to the other brokers that this one stops. */
  stop(): void {
    clearInterval(this.#timer);
    if (!this.#connection.isClosed()) this.#connection.publish(this.#subject, STOPS + this.#node);
  }

  #sendHeartbeat(): void {
    if (this.#connection.isClosed()) return clearInterval(this.#timer);
    this.#connection.publish(this.#subject, RUNS + this.#node);
    const oldestMs = performance.now() - HEARTBEAT_TIMEOUT_MS;
    for (const [node, heartbeatAtMs] of this.#heartbeatAtMs) {
      if (heartbeatAtMs < oldestMs) this.#heartbeatAtMs.delete(node);
    }
  }

  #onHeartbeat(text: string): void {
    const node = text.slice(1);
    if (text.startsWith(STOPS)) {
      this.#heartbeatAtMs.delete(node);
      return;
    }
    const isNew = !this.#heartbeatAtMs.has(node);
    this.#heartbeatAtMs.set(node, performance.now());
    // So that a broker that has just started learns of this one at once.
    if (isNew) this.#sendHeartbeat();
  }
}

/** Rendezvous hashing: when a broker leaves, only its own developers move. */
export function weightOf(node: string, developerId: string): number {
  return createHash('sha1').update(`${node} ${developerId}`).digest().readUInt32BE();
}
