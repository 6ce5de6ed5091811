/**
 * The running brokers, by a heartbeat of each on a core subject, and the one of them that appends for a developer.
 * Brokers with the same list choose the same broker. The choice is only a hint: if two brokers differ, their appends
 * conflict, and nothing is lost.
 */
import { createHash } from 'node:crypto';
import type { NatsConnection } from '@nats-io/transport-node';
import { BEAT_INTERVAL_MS, BEATS_MISSED_MS } from './limits.js';
import type { Names } from './names.js';

export class LiveNodes {
  readonly #connection: NatsConnection;
  readonly #subject: string;
  readonly #node: string;
  /** Time of the last heartbeat of each other broker. */
  readonly #heardAtMs = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(connection: NatsConnection, names: Names, node: string) {
    this.#connection = connection;
    this.#subject = names.beats;
    this.#node = node;
    connection.subscribe(this.#subject, {
      callback: (error, message) => {
        if (error === null) this.#onBeat(message.string());
      },
    });
    this.#timer = setInterval(() => this.#beat(), BEAT_INTERVAL_MS);
    this.#timer.unref();
    this.#beat();
  }

  /** The broker that appends for the developer; `undefined`: this one. */
  appenderOf(developerId: string): string | undefined {
    const oldestMs = performance.now() - BEATS_MISSED_MS;
    let [chosen, highest] = [this.#node, weightOf(this.#node, developerId)];
    for (const [node, heardAtMs] of this.#heardAtMs) {
      const weight = weightOf(node, developerId);
      if (heardAtMs >= oldestMs && weight > highest) [chosen, highest] = [node, weight];
    }
    return chosen === this.#node ? undefined : chosen;
  }

  /** Call if a broker did not answer: it is omitted until its next heartbeat. */
  suspect(node: string): void {
    this.#heardAtMs.delete(node);
  }

  /** Announces to the other brokers that this one stops. */
  stop(): void {
    clearInterval(this.#timer);
    if (!this.#connection.isClosed()) this.#connection.publish(this.#subject, `-${this.#node}`);
  }

  #beat(): void {
    if (this.#connection.isClosed()) return clearInterval(this.#timer);
    this.#connection.publish(this.#subject, `+${this.#node}`);
    const oldestMs = performance.now() - BEATS_MISSED_MS;
    for (const [node, heardAtMs] of this.#heardAtMs) {
      if (heardAtMs < oldestMs) this.#heardAtMs.delete(node);
    }
  }

  #onBeat(text: string): void {
    const node = text.slice(1);
    if (text.startsWith('-')) {
      this.#heardAtMs.delete(node);
      return;
    }
    const isNew = !this.#heardAtMs.has(node);
    this.#heardAtMs.set(node, performance.now());
    // So that a broker that has just started learns of this one at once.
    if (isNew) this.#beat();
  }
}

/** Rendezvous hashing: when a broker leaves, only its own developers move. */
export function weightOf(node: string, developerId: string): number {
  return createHash('sha1').update(`${node} ${developerId}`).digest().readUInt32BE();
}
