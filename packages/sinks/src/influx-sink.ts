/**
 * InfluxDB line protocol over HTTP: `/api/v2/write` of InfluxDB 2 and 3, `/write` of InfluxDB 1, and every server
 * that takes the same lines (Telegraf, VictoriaMetrics, QuestDB). A batch is confirmed by a 2xx.
 */
import { post } from './http-post.js';
import { influxLine } from './influx-line.js';
import type { Sink } from './sink.js';

/** Where to write. */
export interface InfluxSinkOptions {
  /** Such as `http://HOST:8086/api/v2/write?org=ORG&bucket=BUCKET`; `precision` is set by the sink. */
  readonly url: string;
  /** Sent as `Authorization: Token …`. */
  readonly token?: string;
}

/** Most lines of one request, as InfluxData advises. */
const BATCH_EVENTS_MAX = 5_000;

/** A sink for InfluxDB. The same event always gives the same point, so that a repeat changes nothing. */
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
