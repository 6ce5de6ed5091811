/** Invalid options of `createBroker` cause an error that names the setting, before anything is opened. */
import { describe, expect, it } from 'vitest';
import {
  type BrokerConfig,
  type BrokerOptions,
  ConfigError,
  createBroker,
  SETTINGS,
} from '../src/index.js';

/** The error of `createBroker`; a broker that starts is closed. */
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
const BYTES_PER_SECOND = [`a whole number of bytes from 0 to ${2 ** 50}`, -1, 1.5, 2 ** 53];
const MILLISECONDS = ['a whole number of ms from 1 to 2147483647', 0, -1, 1.5, 2 ** 31, '40s'];
const DURATION = [
  'a whole number of ms from 1 to 3153600000000',
  0,
  -1,
  0.5,
  3_153_600_000_001,
  Number.POSITIVE_INFINITY,
  '2d',
];
const SWITCH = ['true or false', 0, 1, 'true'];
const ADDRESS = 'an address or a network, such as 10.0.0.7 or 10.0.0.0/8';
const CREDENTIALS = '{ id, key }, two strings that are not empty';

/** The allowed values, then invalid ones: out of range, or in the notation of a flag. */
const WRONG: { readonly [K in keyof BrokerConfig]: readonly unknown[] } = {
  host: ['text', 7, 'a\0b', 'a\n'],
  port: ['a whole number from 0 to 65535', -1, 65_536, 1.5, '8080'],
  tlsCert: ['text', 7],
  tlsKey: ['text', 7],
  trustedProxies: [ADDRESS, ['10.0.0.0/33'], ['proxy.example'], ['10.0.0.7', 7]],
  data: ['text', 7, 'a\0b'],
  store: ['disk, memory or a URL', 'redis', '', 'nats://', 'nats://a:4222,'],
  replicas: ['a whole number from 1 to 5', 0, 6, '3'],
  natsShards: ['a whole number from 1 to 64', 0, 65],
  natsPrefix: ['1 to 32 letters, digits, _ or -', '', 'a.b', 'a b', 'x'.repeat(33)],
  natsCredentials: ['text', 7, 'a\0b'],
  natsCa: ['text', 7],
  natsCert: ['text', 7],
  natsKey: ['text', 7],
  durability: ['one of disk, process', 'none', true],
  sockets: ['one of auto, uws, ws', 'uWebSockets.js', true],
  sortSegments: ['one of on, off', 'yes', true],
  console: ['one of on, loopback, off', 'yes', true],
  operatorKey: ['text', 7, 'a\n'],
  developers: [CREDENTIALS, ['a:k'], [{ id: 'a' }], [{ id: '', key: 'k' }], [{ id: 'a', key: 7 }]],
  users: ['text', ['ann', 7], ['\u{1F600}'.repeat(65)], ['\0']],
  origins: ['text', [7]],
  heartbeatIntervalMs: MILLISECONDS,
  identifyTimeoutMs: MILLISECONDS,
  probeTimeoutMs: MILLISECONDS,
  barrierTimeoutMs: MILLISECONDS,
  stallTimeoutMs: MILLISECONDS,
  retentionMs: DURATION,
  diskMaxBytes: ['a whole number of bytes from 1048576, or 0', -1, 1, 2 ** 20 - 1, '1GiB'],
  tokenLifetimeMs: DURATION,
  reusableTokens: SWITCH,
  submitSessionMs: DURATION,
  connectionsPerUser: ['a whole number from 0 to', -1, 1_000_001],
  consumersPerDeveloper: ['a whole number from 1 to 100000', 0, 100_001],
  consumerTakeOver: SWITCH,
  monitorsPerDeveloper: ['a whole number from 0 to 100000', -1, 100_001],
  stampMissingTs: SWITCH,
  compression: SWITCH,
  anonymousMax: ['a whole number from 1 to 1000000', 0, 1_000_001],
  developerIdentifiesPerSecond: PER_SECOND,
  anonymousPerAddress: ['a whole number from 0 to 1000000', -1, 1_000_001],
  connectionSubmitsPerSecond: PER_SECOND,
  userSubmitsPerSecond: PER_SECOND,
  developerSubmitsPerSecond: PER_SECOND,
  connectionBytesPerSecond: BYTES_PER_SECOND,
  userBytesPerSecond: BYTES_PER_SECOND,
  developerBytesPerSecond: BYTES_PER_SECOND,
  developerTokensPerSecond: PER_SECOND,
  addressTokensPerSecond: PER_SECOND,
  logReadsMax: ['a whole number from 1 to 1024', 0, 1_025],
  logReadsPerDeveloper: ['a whole number from 1 to 1024', 0, 1_025],
  developerReplayBytesPerSecond: BYTES_PER_SECOND,
  frameBytesMax: ['a whole number of bytes from 256 to', 255, 2 ** 40],
  sendHighBytes: ['a whole number of bytes from 16384 to', 16_383, 2 ** 27 + 1],
  backlogBytesMax: ['a whole number of bytes from 65536 to', 65_535, 2 ** 40 + 1],
  stopCode: ['1001 or 1012', 1000, 1005, '1012'],
  metricsPort: ['a whole number from 0 to 65535', -2, 65_536, 'off'],
  metricsHost: ['text', 7],
  logLevel: ['one of', 'loud', 3],
};

/** Values that are invalid for every setting. */
const ALWAYS_WRONG = [null, Number.NaN, {}, () => 1];

describe('createBroker', () => {
  it.each(Object.entries(WRONG))(
    'names the allowed values of %s',
    async (key, [allowed, ...wrong]) => {
      for (const value of wrong) {
        const error = await errorOf({ [key]: value });
        expect(error, String(value)).toBeInstanceOf(ConfigError);
        expect((error as Error).message).toContain(`${key} must be ${allowed}`);
      }
      for (const value of ALWAYS_WRONG) {
        const error = await errorOf({ [key]: value });
        expect(error, String(value)).toBeInstanceOf(ConfigError);
        expect((error as Error).message).toMatch(new RegExp(`^${key} must be `));
      }
    },
  );

  it('accepts the default of every setting, and `undefined` for every setting', async () => {
    const defaults = Object.entries(SETTINGS).map(([key, setting]) => [key, setting.default]);
    const here = { port: 0, store: 'memory' };
    expect(await errorOf({ ...Object.fromEntries(defaults), ...here })).toBeUndefined();
    const none = Object.keys(SETTINGS).map((key) => [key, undefined]);
    expect(await errorOf({ ...Object.fromEntries(none), ...here })).toBeUndefined();
  });

  it.each([
    [
      'an id',
      [{ id: 'x'.repeat(129), key: 'k' }],
      /^developers has an id that is not 1 to 128 printable/,
    ],
    ['an id', [{ id: 'a:b', key: 'k' }], /^developers has an id that is not/],
    ['an id', [{ id: 'ü', key: 'k' }], /^developers has an id that is not/],
    [
      'a key',
      [{ id: 'a', key: 'hunter2'.repeat(150) }],
      /^developers has a key that is not 1 to 1024/,
    ],
    ['a key', [{ id: 'a', key: 'hunter2\n' }], /^developers has a key that is not/],
    ['a key', [{ id: '', key: 'hunter2' }], /^developers must be/],
  ])('refuses %s that no client could send, and repeats no key', async (_, developers, message) => {
    const error = await errorOf({ developers });
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as Error).message).toMatch(message);
    expect(String(error)).not.toContain('hunter2');
  });

  it('refuses unknown options, and a logger without the methods', async () => {
    for (const options of [null, [], 'x', 7, () => 1]) {
      const created = createBroker(options as unknown as BrokerOptions);
      await expect(created).rejects.toThrow(ConfigError);
    }
    for (const [options, message] of [
      [{ prot: 1 }, 'unknown option prot'],
      [{ logger: null }, 'logger must have the methods debug, info, warn, error'],
      [{ logger: console.log }, 'logger must have the methods'],
    ] as const) {
      const error = await errorOf(options);
      expect(error).toBeInstanceOf(ConfigError);
      expect((error as Error).message).toContain(message);
    }
  });

  it('reports an occupied metrics port like an occupied port', async () => {
    await using broker = await createBroker({ port: 0, store: 'memory' });
    const taken = broker.port;
    expect(await errorOf({ port: taken })).toEqual(
      new Error(
        `cannot listen on 127.0.0.1:${taken}: address already in use; choose another --port`,
      ),
    );
    expect(await errorOf({ metricsPort: taken })).toEqual(
      new Error(
        `cannot listen on 127.0.0.1:${taken}: address already in use; choose another --metrics-port`,
      ),
    );
  });
});
