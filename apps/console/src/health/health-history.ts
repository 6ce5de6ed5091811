/** Polls the health of the broker while a developer is signed in, and stores one hour of it for the plots. */
import { ApiError, type BrokerApi } from '../broker/broker-api.js';
import { PointRing } from '../draw/point-ring.js';
import { Value } from '../ui/value.js';

export interface Health {
  readonly connections: Readonly<Record<string, number>>;
  readonly stored: number;
  readonly lagEvents: number;
  readonly oldestUnreadSeconds: number;
}

export interface BrokerHealth extends Health {
  readonly dispatched: number;
  readonly commitMeanMs: number;
  readonly logBytes: number;
  readonly logBytesMax: number;
  readonly closes: Readonly<Record<string, number>>;
  readonly limits: Readonly<Record<string, number>>;
}

interface Answer {
  readonly developer: Health;
  readonly broker?: BrokerHealth;
}

const ASK_EVERY_MS = 3_000;
/** Minimum time between two responses from which a rate is computed. */
const RATE_OVER_MS_MIN = 1_000;
const POINTS_MAX = 3_600_000 / ASK_EVERY_MS;

/** The plotted values of one `Health`. */
export class Plots {
  readonly storedPerSecond = new PointRing(1, POINTS_MAX);
  readonly connections = new PointRing(1, POINTS_MAX);
  readonly lagEvents = new PointRing(1, POINTS_MAX);
  #last: { readonly stored: number; readonly atMs: number } | undefined;

  add({ stored, connections, lagEvents }: Health, atMs: number): void {
    this.connections.add(atMs, [Object.values(connections).reduce((sum, one) => sum + one, 0)]);
    this.lagEvents.add(atMs, [lagEvents]);
    const last = this.#last;
    if (last !== undefined && atMs - last.atMs < RATE_OVER_MS_MIN) return;
    // The counters of a restarted broker begin at 0.
    if (last !== undefined && stored >= last.stored) {
      const perSecond = ((stored - last.stored) * 1_000) / (atMs - last.atMs);
      this.storedPerSecond.add(atMs, [perSecond]);
    }
    this.#last = { stored, atMs };
  }
}

export class HealthHistory {
  readonly newest = new Value<Answer | undefined>(undefined);
  readonly problem = new Value('');
  readonly developer = new Plots();
  readonly broker = new Plots();
  readonly #api: BrokerApi;
  readonly #timer: number;
  #operatorKey = '';
  /** Shown until the next key is entered. */
  #refusal = '';

  constructor(api: BrokerApi) {
    this.#api = api;
    this.#timer = window.setInterval(() => void this.ask(), ASK_EVERY_MS);
    void this.ask();
  }

  /** With the operator key, the health of the whole broker is requested. The key is stored only in this page. */
  async becomeOperator(key: string): Promise<void> {
    this.#operatorKey = key;
    this.#refusal = '';
    await this.ask();
  }

  async ask(): Promise<void> {
    const headers: Record<string, string> =
      this.#operatorKey === '' ? {} : { 'wearwire-operator': this.#operatorKey };
    try {
      const answer = await this.#api.ask<Answer>('/console/health', 'GET', headers);
      const nowMs = Date.now();
      this.developer.add(answer.developer, nowMs);
      if (answer.broker) this.broker.add(answer.broker, nowMs);
      this.newest.current = answer;
      this.problem.current = this.#refusal;
    } catch (error) {
      const isRefused = error instanceof ApiError && error.isRefusal && this.#operatorKey !== '';
      if (isRefused) {
        this.#operatorKey = '';
        this.#refusal = 'The operator key is wrong, or the broker has none.';
      }
      this.problem.current = isRefused
        ? this.#refusal
        : 'The broker does not respond; the figures are outdated.';
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
  }
}
