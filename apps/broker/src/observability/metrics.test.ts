import { readFileSync } from 'node:fs';
import { CloseCode } from '@wearwire/protocol';
import { describe, expect, it } from 'vitest';
import { createRegistry, metricsText } from './metrics.js';
import { COUNTED_LIMITS, Stats } from './stats.js';

const SOURCES = {
  logBytes: () => 7,
  logBytesMax: 70,
  logPurgedEarlyBytes: () => 5,
  missing: { segments: 2, meta: true },
  sockets: 'uws',
  consumers: () => [3, 12, 0].map((lag) => ({ developerId: 'a', lag, nextSeq: 1 })),
  storedAtMs: async () => 60_000,
  now: () => 90_000,
};

function textOf(stats: Stats): Promise<string> {
  return metricsText(createRegistry({ ...SOURCES, stats }), stats);
}

describe('metrics', () => {
  it('counts durations in cumulative buckets', async () => {
    const stats = new Stats();
    for (const ms of [0.1, 0.11, 3, 700, 60_000]) stats.commitMs.add(ms);
    const text = await textOf(stats);
    for (const line of [
      'wearwire_commit_seconds_bucket{le="0.0001"} 1',
      'wearwire_commit_seconds_bucket{le="0.00025"} 2',
      'wearwire_commit_seconds_bucket{le="0.005"} 3',
      'wearwire_commit_seconds_bucket{le="1"} 4',
      'wearwire_commit_seconds_bucket{le="5"} 4',
      'wearwire_commit_seconds_bucket{le="+Inf"} 5',
      'wearwire_commit_seconds_count 5',
      'wearwire_consumer_lag_max_events 12',
      'wearwire_oldest_unread_event_seconds 30',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
  });

  it('reads the present values at each scrape', async () => {
    const stats = new Stats();
    stats.submits = 5;
    const registry = createRegistry({ ...SOURCES, stats });
    expect(await metricsText(registry, stats)).toContain('wearwire_submits_total 5\n');
    stats.submits = 6;
    expect(await metricsText(registry, stats)).toContain('wearwire_submits_total 6\n');
  });

  it('has every labelled counter from the start, with 0', async () => {
    const text = await textOf(new Stats());
    for (const line of [
      ...Object.values(CloseCode).map((code) => `wearwire_closes_total{code="${code}"} 0`),
      ...COUNTED_LIMITS.map((limit) => `wearwire_limits_total{limit="${limit}"} 0`),
      'wearwire_credentials_refused_total{credential="key"} 0',
      'wearwire_credentials_refused_total{credential="token"} 0',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
  });

  it('names the version, Node and the socket library', async () => {
    const info = /^wearwire_build_info\{version="[^"]+",node="[\d.]+",sockets="uws"\} 1$/m;
    expect(await textOf(new Stats())).toMatch(info);
  });

  it('documents each metric in docs/metrics.md', async () => {
    const docs = readFileSync(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8');
    const names = (await textOf(new Stats())).match(/^# TYPE wearwire_\w+/gm) ?? [];
    expect(names.length).toBeGreaterThan(8);
    for (const name of names) expect(docs).toContain(`\`${name.slice('# TYPE '.length)}`);
  });
});
