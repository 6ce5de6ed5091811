/** The contents of the broker's log, and data that it must never contain. */
import { createConsumer, tokenFromServer } from '@wearwire/client-consumer';
import { createProducer } from '@wearwire/client-producer';
import { describe, expect, it } from 'vitest';
import type { BrokerOptions } from '../src/create-broker.js';
import { createLogger } from '../src/observability/logger.js';
import { metricsOf, startTestBroker } from './start-test-broker.js';

const KEY = 'a-key-that-nobody-may-see';
const DEVELOPER = { id: 'gym', key: KEY };

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

async function startLogged(options: BrokerOptions = {}) {
  const lines: Line[] = [];
  const logger = createLogger('info', { write: (line) => void lines.push(JSON.parse(line)) });
  const broker = await startTestBroker({ developers: [DEVELOPER], logger, ...options });
  const named = (msg: string): Line[] => lines.filter((line) => line.msg === msg);
  return { broker, lines, named };
}

function tokens(url: string) {
  return tokenFromServer({ url, developerId: DEVELOPER.id, apiKey: KEY });
}

describe('the log', () => {
  it('reports start and stop: version, address, and the settings that are not the default', async () => {
    const { broker, lines, named } = await startLogged({ retentionMs: 3_600_000 });
    const { url } = broker;
    await broker.close();
    expect(lines.map(({ msg }) => msg)).toEqual(['started', 'stopping', 'stopped']);
    expect(named('started')[0]).toMatchObject({
      level: 'info',
      version: expect.any(String),
      node: process.versions.node,
      platform: expect.stringContaining(process.arch),
      sockets: `${broker.sockets.library}: ${broker.sockets.reason}`,
      store: 'memory',
      url,
      settings: { port: 0, store: 'memory', developers: ['gym'], retentionMs: 3_600_000 },
    });
  });

  it('reports how many users may get tokens, and not their ids', async () => {
    const { broker, lines, named } = await startLogged({
      users: ['anna-of-berlin', 'ben-of-rome'],
    });
    await broker.close();
    expect(named('started')[0]).toMatchObject({ settings: { users: 2 } });
    expect(JSON.stringify(lines)).not.toMatch(/anna-of-berlin|ben-of-rome/);
  });

  it('reports each IDENTIFY with role, developer and address, without the user', async () => {
    const { broker, lines, named } = await startLogged();
    const { url } = broker;
    const producer = createProducer({
      url,
      getToken: tokenFromServer({ url, developerId: 'gym', apiKey: KEY, user: 'anna-of-berlin' }),
    });
    await producer.submit<string>('MOOD', { ts: '', val: 'secretly-happy' });
    const consumer = createConsumer({ url, getToken: tokens(url), after: 0 });
    for await (const _event of consumer) break;
    await producer.close();
    await consumer.stop();
    await broker.close();
    const clients = named('identified a client').map(({ role, developer, address }) => ({
      role,
      developer,
      address,
    }));
    expect(clients).toEqual([
      { role: 'producer', developer: 'gym', address: '127.0.0.1' },
      { role: 'consumer', developer: 'gym', address: '127.0.0.1' },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/anna-of-berlin|secretly-happy/);
  });

  it('[P-TOK-8] reports refused keys and tokens, only a few of many, and never the credentials', async () => {
    const { broker, lines, named } = await startLogged();
    const { httpUrl, url } = broker;
    const headers = { 'dev-id': 'gym', 'x-api-key': 'a-wrong-key' };
    for (let i = 0; i < 15; i++) {
      await fetch(`${httpUrl}/auth/developer`, { method: 'POST', headers });
    }
    const consumer = createConsumer({ url, getToken: async () => 'a-token-of-nobody' });
    const refused = new Promise<void>((resolve) => {
      consumer.on('error', () => resolve());
    });
    consumer.on('*', () => {});
    await refused;
    const text = await metricsOf(broker);
    await consumer.stop();
    await broker.close();
    expect(named('refused an API key')).toHaveLength(10);
    expect(named('refused an API key')[0]).toMatchObject({ level: 'warn', address: '127.0.0.1' });
    expect(named('refused a token')[0]).toMatchObject({ level: 'warn', address: '127.0.0.1' });
    expect(named('suppressed lines with the same text')).toContainEqual(
      expect.objectContaining({ leftOut: 5, of: 'refused an API key' }),
    );
    expect(text).toContain('wearwire_credentials_refused_total{credential="key"} 15\n');
    expect(JSON.stringify(lines)).not.toMatch(/a-wrong-key|a-token-of-nobody|a-key-that-nobody/);
  });

  it('reports limits that are reached', async () => {
    const { broker, named } = await startLogged({ developerTokensPerSecond: 1 });
    for (let i = 0; i < 20; i++) await tokens(broker.url)(ATTEMPT).catch(() => {});
    await broker.close();
    const [line] = named('the limit developerTokensPerSecond was reached');
    expect(line).toMatchObject({ level: 'warn', limit: 'developerTokensPerSecond' });
  });
});

const ATTEMPT = {
  attempt: 1,
  reason: { kind: 'start' },
  signal: new AbortController().signal,
} as const;
