/** The kinds of settings that only the broker has; the general ones are in `@wearwire/options`. */
import { isIP } from 'node:net';
import {
  checkedText,
  count,
  demand,
  type SettingKind,
  size,
  text,
  ValueError,
} from '@wearwire/options';
import { LIMITS } from '@wearwire/protocol';
import {
  API_KEY_FORMAT,
  DEVELOPER_ID_FORMAT,
  isApiKey,
  isDeveloperId,
} from '../auth/credentials-format.js';
import type { DeveloperCredentials } from '../auth/developers.js';
import { isNatsUrl } from '../storage/nats/servers.js';

const USER_ID_BYTES_MAX = LIMITS.userIdBytesMax.default;

const USER_ID = text('TEXT');

/** A user id, no longer than those that token requests accept. */
export const userId = checkedText('TEXT', (value) => {
  const id = USER_ID.check(value);
  demand(
    Buffer.byteLength(id) <= USER_ID_BYTES_MAX,
    `text of no more than ${USER_ID_BYTES_MAX} bytes`,
  );
  return id;
});

/** An amount per second; 0: unlimited. */
export const perSecond = count('N', 0, Number.MAX_SAFE_INTEGER);

/** A size per second; 0: unlimited. */
export const bytesPerSecond = size(0, 2 ** 50);

const port = count('N', 0, 65_535);

/** A port, or `off`, which is -1. */
export const portOrOff: SettingKind<number> = {
  metavar: 'N|off',
  format: (value) => (value === -1 ? 'off' : String(value)),
  parse: (value) => (value === 'off' ? -1 : port.parse(value)),
  check: (value) => (value === -1 ? -1 : port.check(value)),
};

/** A backend by its name, or the URL of NATS servers. */
export type StoreSetting = 'disk' | 'memory' | NatsUrl;
/** One or several NATS servers; `tls://`: over TLS, even without the files of `natsCa` and `natsCert`. */
export type NatsUrl = `nats://${string}` | `tls://${string}`;

export const store: SettingKind<StoreSetting> = checkedText('disk|memory|URL', (value) => {
  const isStore =
    value === 'disk' || value === 'memory' || (typeof value === 'string' && isNatsUrl(value));
  demand(isStore, 'disk, memory or a URL such as nats://HOST:4222,HOST:4222');
  return value as StoreSetting;
});

/** The prefix of the names of streams and subjects in NATS. */
export const natsPrefix = checkedText('NAME', (value) => {
  demand(
    typeof value === 'string' && /^[\w-]{1,32}$/.test(value),
    '1 to 32 letters, digits, _ or -',
  );
  return value;
});

/** `ID:KEY`; the key may contain colons. In options, an object with both. */
export const developer: SettingKind<DeveloperCredentials> = {
  metavar: 'ID:KEY',
  parse: (value) => {
    const colon = value.indexOf(':');
    demand(colon > 0 && colon < value.length - 1, 'ID:KEY');
    return developer.check({ id: value.slice(0, colon), key: value.slice(colon + 1) });
  },
  check: (value) => {
    const { id, key } = (value ?? {}) as Partial<Record<keyof DeveloperCredentials, unknown>>;
    const isWhole = typeof id === 'string' && typeof key === 'string' && id !== '' && key !== '';
    demand(isWhole, '{ id, key }, two strings that are not empty');
    if (!isDeveloperId(id)) throw new ValueError(`has an id that is not ${DEVELOPER_ID_FORMAT}`);
    if (!isApiKey(key)) throw new ValueError(`has a key that is not ${API_KEY_FORMAT}`);
    return value as DeveloperCredentials;
  },
};

/** An address, or a network as `10.0.0.0/8`. */
export const cidr = checkedText('CIDR', (value) => {
  const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(String(value)) ?? [];
  const isNetwork = isIP(address) !== 0 && Number(prefix ?? 0) <= (isIP(address) === 6 ? 128 : 32);
  demand(
    typeof value === 'string' && isNetwork,
    'an address or a network, such as 10.0.0.7 or 10.0.0.0/8',
  );
  return value;
});
