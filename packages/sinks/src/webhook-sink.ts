/**
 * Webhook: one signed POST per batch, `{"events":[…]}`. A batch is confirmed by a 2xx. Each event has a
 * `key` that is the same in every delivery; the header `Idempotency-Key` identifies the batch.
 */
import { createHmac } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { SinkError } from './errors.js';
import { eventJson } from './event-json.js';
import { post } from './http-post.js';
import type { Sink, SinkEvent } from './sink.js';
import { SIGNATURE_HEADER, sign } from './webhook-signature.js';

/** Options of `webhookSink`. */
export interface WebhookSinkOptions {
  /** `http(s)://…`, used unchanged. */
  readonly url: string;
  /** Key of the signature, HMAC-SHA-256 over time and body. If not set, requests are not signed. */
  readonly secret?: string;
  /** Maximum number of events per request. Default 100. */
  readonly batchEventsMax?: number;
  /** File to which each request appends one line of JSON: time, key, events, status or error, duration. */
  readonly log?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Default of the option `batchEventsMax`. */
const BATCH_EVENTS_MAX = 100;

/** Creates a sink for any HTTP receiver. */
export function webhookSink(options: WebhookSinkOptions): Sink {
  const { origin, pathname } = new URL(options.url);
  const deliver = (events: readonly SinkEvent[], signal: AbortSignal): Promise<number> => {
    const body = `{"events":[${events.map(eventJson).join()}]}`;
    const headers = {
      ...options.headers,
      'content-type': 'application/json',
      'idempotency-key': batchKey(events),
      ...(options.secret !== undefined && {
        [SIGNATURE_HEADER]: sign(options.secret, body, Date.now()),
      }),
    };
    return post({ url: options.url, headers, body }, signal);
  };
  return {
    name: origin + pathname,
    batchEventsMax: options.batchEventsMax ?? BATCH_EVENTS_MAX,
    // Nothing to prepare: the receiver need not support any request other than the POST.
    open: async () => {},
    write: (events, signal) => logOutcome(options.log, events, () => deliver(events, signal)),
    close: async () => {},
  };
}

/**
 * Returns a name for a batch: `developer:epoch:seq` for one event, `developer:epoch:first..last` for
 * consecutive ones, and otherwise the same with a hash of all keys appended.
 */
export function batchKey(events: readonly SinkEvent[]): string {
  const [first, last] = [events[0], events.at(-1)];
  if (!first || !last) return '';
  const key = encodeURI(first.key);
  if (events.length === 1) return key;
  const isOneRun = first.epoch === last.epoch && last.seq - first.seq === events.length - 1;
  if (isOneRun) return `${key}..${last.seq}`;
  const all = createHmac('sha256', 'wearwire').update(events.map((event) => event.key).join('\n'));
  return `${key}..${last.seq};${all.digest('hex').slice(0, 16)}`;
}

async function logOutcome(
  path: string | undefined,
  events: readonly SinkEvent[],
  deliver: () => Promise<number>,
): Promise<void> {
  if (path === undefined) {
    await deliver();
    return;
  }
  const [at, startedMs] = [new Date().toISOString(), performance.now()];
  const about = { at, key: batchKey(events), events: events.length };
  const log = (outcome: object): Promise<void> => {
    const ms = Math.round(performance.now() - startedMs);
    return appendFile(path, `${JSON.stringify({ ...about, ...outcome, ms })}\n`, { mode: 0o600 });
  };
  try {
    await log({ status: await deliver() });
  } catch (error) {
    if (error instanceof SinkError) await log({ error: error.message, retried: error.retryable });
    throw error;
  }
}
