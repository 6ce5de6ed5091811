/**
 * The connection that receives the readings that the page shows. It is a monitor, so it uses no slot. It reconnects and
 * resumes automatically; the page shows its `status`.
 */
import { type Consumer, createConsumer, type StreamEvent } from '@wearwire/client-consumer';
import { Value } from '../ui/value.js';
import { type BrokerApi, connectUrl } from './broker-api.js';
import { type Traffic, tappedSockets } from './tapped-socket.js';

export type LinkStatus =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** `untilMs`: time of the next attempt, by `performance.now()`. */
  | { readonly kind: 'waiting'; readonly why: string; readonly untilMs: number }
  | { readonly kind: 'offline' }
  /** Final: the credentials are no longer accepted. */
  | { readonly kind: 'refused'; readonly why: string };

export interface MonitorHandlers {
  readonly event: (event: StreamEvent) => void;
  readonly traffic: (traffic: Traffic) => void;
}

export class Monitor {
  readonly status = new Value<LinkStatus>({ kind: 'connecting' });
  readonly #consumer: Consumer;

  constructor(api: BrokerApi, handlers: MonitorHandlers) {
    this.#consumer = createConsumer({
      url: connectUrl(),
      getToken: api.tokenSource(),
      socketFactory: tappedSockets(handlers.traffic),
      developer: api.session.developer,
    });
    this.#consumer.on('*', handlers.event);
    this.#consumer.on('error', () => {}); // Reported by `state` and `ended`.
    this.#consumer.on('state', ({ state, waitMs, error }) => {
      const next = statusOf(state, waitMs, error?.message);
      if (next !== undefined) this.status.current = next;
    });
    void this.#consumer.ended.then((error) => {
      if (error !== undefined) this.status.current = { kind: 'refused', why: error.message };
    });
  }

  /** Calls the listener with each event; returns a function that removes it. */
  on(listener: (event: StreamEvent) => void): () => void {
    return this.#consumer.on('*', listener);
  }

  stop(): Promise<void> {
    return this.#consumer.stop({ timeoutMs: 0 });
  }
}

/** Returns the status for a state of the consumer; `undefined` if this state does not change the status. */
function statusOf(
  state: string,
  waitMs: number | undefined,
  why: string | undefined,
): LinkStatus | undefined {
  if (state === 'ready') return { kind: 'live' };
  if (state === 'offline') return { kind: 'offline' };
  if (state !== 'waiting') return undefined;
  const untilMs = performance.now() + (waitMs ?? 0);
  return { kind: 'waiting', why: why ?? 'the connection was lost', untilMs };
}
