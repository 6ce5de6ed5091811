/** Polls the health of the broker while a developer is signed in, and stores one hour of it for the plots. */
import { ApiError, type BrokerApi } from '../broker/broker-api.js';
import { PointRing } from '../draw/point-ring.js';
import { Value } from '../ui/value.js';

export interface Health {
  /** Number of open connections, by role. */
  readonly connections: Readonly<Record<string, number>>;
  /** For a developer the newest seq; for the broker the number of events stored since its start. */
  readonly stored: number;
  /** Lag of the slowest consumer. */
  readonly lagEvents: number;
  readonly oldestUnreadSeconds: number;
}

export interface BrokerHealth extends Health {
  /** Number of events sent to consumers since the start. */
  readonly dispatched: number;
  readonly commitMeanMs: number;
  readonly logBytes: number;
  /** 0 = no limit. */
  readonly logBytesMax: number;
  /** Number of connections that the broker has closed, by close code. */
  readonly closes: Readonly<Record<string, number>>;
  /** How often each limit was reached, by its name. */
  readonly limits: Readonly<Record<string, number>>;
}

/** The response of `GET /console/health`; `broker` only with the operator key. */
interface HealthResponse {
  readonly developer: Health;
  readonly broker?: BrokerHealth;
}

const POLL_INTERVAL_MS = 3_000;
/** Minimum time between two responses from which a rate is computed. */
const RATE_OVER_MS_MIN = 1_000;
const POINTS_MAX = 3_600_000 / POLL_INTERVAL_MS;

/** The history of the plotted figures, of the developer or of the whole broker. */
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
  readonly newest = new Value<HealthResponse | undefined>(undefined);
  readonly problem = new Value('');
  readonly developer = new Plots();
  readonly broker = new Plots();
  readonly #api: BrokerApi;
  readonly #timer: number;
  #operatorKey = '';
  /** The reason why the operator key was refused; shown until the next key is entered. Empty if none was refused. */
  #refusal = '';

  constructor(api: BrokerApi) {
    this.#api = api;
    this.#timer = window.setInterval(() => void this.#poll(), POLL_INTERVAL_MS);
    void this.#poll();
  }

  /** From now on, each poll also requests the health of the whole broker. The key is stored only in this page. */
  async setOperatorKey(key: string): Promise<void> {
    this.#operatorKey = key;
    this.#refusal = '';
    await this.#poll();
  }

  async #poll(): Promise<void> {
    const headers: Record<string, string> =
      this.#operatorKey === '' ? {} : { 'wearwire-operator': this.#operatorKey };
    try {
      const path = '/console/health';
      const response = await this.#api.request<HealthResponse>(path, 'GET', headers);
      const nowMs = Date.now();
      this.developer.add(response.developer, nowMs);
      if (response.broker) this.broker.add(response.broker, nowMs);
      this.newest.current = response;
      this.problem.current = this.#refusal;
    } catch (error) {
      const isRefused = error instanceof ApiError && error.isRefusal && this.#operatorKey !== '';
      if (isRefused) {
        this.#operatorKey = '';
        this.#refusal = 'The operator key is wrong, or the broker was started without one.';
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
