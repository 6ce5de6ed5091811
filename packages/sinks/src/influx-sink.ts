/**
 * Writes InfluxDB line protocol over HTTP: `/api/v2/write` of InfluxDB 2 and 3, `/write` of InfluxDB 1, and
 * other servers that accept line protocol (Telegraf, VictoriaMetrics, QuestDB). A batch is confirmed by a
 * 2xx.
 */
import { post } from './http-post.js';
import { influxLine } from './influx-line.js';
import type { Sink } from './sink.js';

/** Options of `influxSink`. */
export interface InfluxSinkOptions {
  /** For example `http://HOST:8086/api/v2/write?org=ORG&bucket=BUCKET`; the sink adds `precision`. */
  readonly url: string;
  /** Sent as `Authorization: Token …`. */
  readonly token?: string;
}

/** Maximum number of lines per request, as InfluxData recommends. */
const BATCH_EVENTS_MAX = 5_000;

/**
 * Creates a sink for InfluxDB. An event always maps to the same point, so repeating a batch changes
 * nothing. A reading without a number, string or boolean, or without a date in `ts`, is skipped and counts as written.
 */
export function influxSink({ url, token }: InfluxSinkOptions): Sink {
  const target = new URL(url);
  target.searchParams.set('precision', 'ns');
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    ...(token !== undefined && { authorization: `Token ${token}` }),
  };
  return {
    name: `influx+${target.origin}${target.pathname}`,
    batchEventsMax: BATCH_EVENTS_MAX,
    open: async () => {},
    async write(events, signal) {
      const lines = events.map(influxLine).filter((line) => line !== undefined);
      if (lines.length > 0)
        await post({ url: target.href, headers, body: lines.join('\n') }, signal);
    },
    close: async () => {},
  };
}
