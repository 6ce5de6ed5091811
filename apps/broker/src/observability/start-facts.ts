/** The fields of the first log line: versions, platform, and the settings that differ from their defaults. */
import { arch, platform, release } from 'node:os';
import { type BrokerConfig, SETTINGS } from '../config/settings.js';
import { withoutCredentials } from '../storage/nats/servers.js';
import { VERSION } from '../version.js';

/**
 * Settings that differ from their defaults. Of the developers, only the ids are returned, and of the users, only how
 * many there are, because API keys and user ids are never logged.
 */
export function changedSettings(config: BrokerConfig): Readonly<Record<string, unknown>> {
  const changed = Object.entries(SETTINGS).flatMap(([name, setting]) => {
    const key = name as keyof BrokerConfig;
    if (JSON.stringify(config[key]) === JSON.stringify(setting.default)) return [];
    return [[key, loggable(config, key)] as const];
  });
  return Object.fromEntries(changed);
}

function loggable(config: BrokerConfig, key: keyof BrokerConfig): unknown {
  if (key === 'developers') return config.developers.map(({ id }) => id);
  if (key === 'users') return config.users.length;
  if (key === 'store') return withoutCredentials(config.store);
  return key === 'operatorKey' ? '(set)' : config[key];
}

export function startFacts(config: BrokerConfig) {
  return {
    version: VERSION,
    node: process.versions.node,
    platform: `${platform()} ${release()} ${arch()}`,
    pid: process.pid,
    store: withoutCredentials(config.store),
    ...(config.store === 'disk' && { directory: config.data }),
    settings: changedSettings(config),
  };
}
