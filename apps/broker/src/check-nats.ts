/** Checks the NATS servers of the settings. Loads the NATS client library. */
import { ConfigError } from './config/config-error.js';
import { natsSettings } from './config/derive.js';
import type { BrokerConfig } from './config/settings.js';
import type { NatsFacts } from './storage/nats/check-servers.js';

export type { NatsFacts, NatsStreamFacts } from './storage/nats/check-servers.js';

/**
 * Checks the servers in `config.store`. Rejects with a one-sentence error if they are unreachable, and with
 * `ConfigError` if `store` names no NATS servers.
 */
export async function checkNatsServers(config: BrokerConfig): Promise<NatsFacts> {
  const { store } = config;
  if (store === 'disk' || store === 'memory')
    throw new ConfigError(
      `store is ${store}; it must be a URL of NATS servers, such as nats://HOST:4222`,
    );
  const { checkServers } = await import('./storage/nats/check-servers.js');
  return checkServers(natsSettings(config, store));
}
