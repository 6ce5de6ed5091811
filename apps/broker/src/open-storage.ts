/** Opens the storage that the setting `store` names. */
import { natsSettings } from './config/derive.js';
import type { BrokerConfig } from './config/settings.js';
import type { NatsUrl } from './config/values.js';
import { monotonicMs } from './monotonic.js';
import type { Logger } from './observability/logger.js';
import { openDiskStorage } from './storage/disk/disk-storage.js';
import { LogClock } from './storage/log-clock.js';
import { createMemoryStorage } from './storage/memory/memory-storage.js';
import type { Storage } from './storage/ports.js';

export async function openStorage(config: BrokerConfig, logger: Logger): Promise<Storage> {
  const { data: directory, diskMaxBytes: bytesMax, durability, retentionMs, store } = config;
  const clock = new LogClock({ wallMs: Date.now, monotonicMs, retentionMs, logger });
  const sortSegments = config.sortSegments === 'on';
  switch (store) {
    case 'memory': {
      const { now, ago } = clock;
      return createMemoryStorage({ retentionMs, bytesMax, now, ago }, logger, () => clock.check());
    }
    case 'disk': {
      const retention = { retentionMs, bytesMax, clock };
      return openDiskStorage({ directory, ...retention, durability, sortSegments, logger });
    }
    default:
      return openNats(config, store, clock, logger);
  }
}

/** Loads the backend and its client only if they are used. */
async function openNats(
  config: BrokerConfig,
  url: NatsUrl,
  clock: LogClock,
  logger: Logger,
): Promise<Storage> {
  const { openNatsStorage } = await import('./storage/nats/nats-storage.js');
  return openNatsStorage({ ...natsSettings(config, url), clock, logger });
}
