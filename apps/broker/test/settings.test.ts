/** Options that a program gives to `createBroker`: what is wrong is said by setting, before anything is opened. */
import { describe, expect, it } from 'vitest';
import {
  type BrokerConfig,
  type BrokerOptions,
  ConfigError,
  createBroker,
  SETTINGS,
} from '../src/index.js';

/** What `createBroker` rejects with; a broker that starts is closed. */
async function errorOf(options: Record<string, unknown>): Promise<unknown> {
  try {
    const broker = await createBroker({ port: 0, store: 'memory', ...options } as BrokerOptions);
    await broker.close();
    return undefined;
  } catch (error) {
    return error;
  }
}

const PER_SECOND = [`a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`, -1, 1.5, 2 ** 53];
const MILLISECONDS = ['a whole number from 1 to 2147483647', 0, -1, 1.5, 2 ** 31, '40s'];
const SWITCH = ['true or false', 0, 1, 'true'];
const ADDRESS = 'an address or a network, like 10.0.0.7 or 10.0.0.0/8';
const CREDENTIALS = '{ id, key }, two texts that are not empty';

/** What is allowed, then values that are not: beside the range, or written as for a flag. */
const WRONG: { readonly [K in keyof BrokerConfig]: readonly unknown[] } = {
  host: ['text', 7],
  port: ['a whole number from 0 to 65535', -1, 65_536, 1.5, '8080'],
  tlsCert: ['text', 7],
  tlsKey: ['text', 7],
  trustedProxies: [ADDRESS, ['10.0.0.0/33'], ['proxy.example'], ['10.0.0.7', 7]],
  data: ['text', 7],
  store: ['one of disk, memory', 'redis', ''],
  durability: ['one of disk, process', 'none', true],
  sortSegments: ['one of on, off', 'yes', true],
  developers: [CREDENTIALS, ['a:k'], [{ id: 'a' }], [{ id: '', key: 'k' }], [{ id: 'a', key: 7 }]],
  users: ['text', ['ann', 7]],
  origins: ['text', [7]],
  heartbeatIntervalMs: MILLISECONDS,
  identifyTimeoutMs: MILLISECONDS,
  probeTimeoutMs: MILLISECONDS,
  barrierTimeoutMs: MILLISECONDS,
  stallTimeoutMs: MILLISECONDS,
  retentionMs: ['a number of ms above 0', 0, -1, Number.POSITIVE_INFINITY, '2d'],
  diskMaxBytes: ['a whole number of bytes from 1048576, or 0', -1, 1, 2 ** 20 - 1, '1GiB'],
  tokenLifetimeMs: ['a number of ms above 0', 0, -1, Number.POSITIVE_INFINITY, '15m'],
  reusableTokens: SWITCH,
  consumersPerDeveloper: ['a whole number from 1 to 100000', 0, 100_001],
  consumerTakeOver: SWITCH,
  monitorsPerDeveloper: ['a whole number from 0 to 100000', -1, 100_001],
  stampMissingTs: SWITCH,
  compression: SWITCH,
  anonymousMax: ['a whole number from 1 to 1000000', 0, 1_000_001],
  anonymousPerAddress: ['a whole number from 0 to 1000000', -1, 1_000_001],
  connectionSubmitsPerSecond: PER_SECOND,
  userSubmitsPerSecond: PER_SECOND,
  developerSubmitsPerSecond: PER_SECOND,
  connectionBytesPerSecond: PER_SECOND,
  userBytesPerSecond: PER_SECOND,
  developerBytesPerSecond: PER_SECOND,
  developerTokensPerSecond: PER_SECOND,
  addressTokensPerSecond: PER_SECOND,
  logReadsMax: ['a whole number from 1 to 1024', 0, 1_025],
  logReadsPerDeveloper: ['a whole number from 1 to 1024', 0, 1_025],
  developerReplayBytesPerSecond: PER_SECOND,
  frameBytesMax: ['a whole number from 256 to', 255, 2 ** 40],
  sendHighBytes: ['a whole number from 16384 to', 16_383, 2 ** 27 + 1],
  backlogBytesMax: ['a whole number from 65536 to', 65_535, 2 ** 40 + 1],
  stopCode: ['1001 or 1012', 1000, 1005, '1012'],
  metricsPort: ['a whole number from 0 to 65535', -2, 65_536, 'off'],
  metricsHost: ['text', 7],
  logLevel: ['one of', 'loud', 3],
};

/** Of no kind at all, whatever the setting. */
const ODD = [null, Number.NaN, {}, () => 1];

describe('createBroker', () => {
  it.each(Object.entries(WRONG))('says what %s may be', async (key, [allowed, ...wrong]) => {
    for (const value of wrong) {
      const error = await errorOf({ [key]: value });
      expect(error, String(value)).toBeInstanceOf(ConfigError);
      expect((error as Error).message).toContain(`${key} must be ${allowed}`);
    }
    for (const value of ODD) {
      const error = await errorOf({ [key]: value });
      expect(error, String(value)).toBeInstanceOf(ConfigError);
      expect((error as Error).message).toMatch(new RegExp(`^${key} must be `));
    }
  });

  it('takes what loadConfig gives without any flag, and `undefined` for each default', async () => {
    const defaults = Object.entries(SETTINGS).map(([key, setting]) => [key, setting.default]);
    const here = { port: 0, store: 'memory' };
    expect(await errorOf({ ...Object.fromEntries(defaults), ...here })).toBeUndefined();
    const none = Object.keys(SETTINGS).map((key) => [key, undefined]);
    expect(await errorOf({ ...Object.fromEntries(none), ...here })).toBeUndefined();
  });

  it('does not repeat a key that will not do', async () => {
    const error = await errorOf({ developers: [{ id: '', key: 'hunter2' }] });
    expect(String(error)).not.toContain('hunter2');
  });
});
