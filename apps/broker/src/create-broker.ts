/** Starts a broker from options: completes the settings, opens the storage, and closes it if the start fails. */
import { type Broker, startBroker } from './broker.js';
import { withTlsFiles } from './certificate.js';
import { demandOptions } from './config/demand-options.js';
import { completeConfig } from './config/load.js';
import type { BrokerConfig } from './config/settings.js';
import { monotonicMs } from './monotonic.js';
import { limitedLogger } from './observability/limited-logger.js';
import { createLogger, type Logger } from './observability/logger.js';
import { openStorage } from './open-storage.js';
import type { OpenStorage } from './storage/ports.js';

/** Any of the settings; omitted settings have their defaults (`SETTINGS`). Without `logger`, nothing is logged. */
export interface BrokerOptions extends Partial<BrokerConfig> {
  readonly logger?: Logger;
  /**
   * Opens a custom storage (`@wearwire/broker/storage`), instead of the one named by the setting `store`. The broker
   * closes the storage when it is closed or when it fails to start.
   */
  readonly storage?: OpenStorage;
}

/**
 * Starts a broker.
 *
 * Rejects with `ConfigError` (a setting), `DataDirectoryError` or `LogDamagedError` (the store), or `Error` (the broker
 * cannot listen on the port). Nothing is left open then.
 */
export async function createBroker(options: BrokerOptions = {}): Promise<Broker> {
  demandOptions(options);
  const {
    logger: given = createLogger('silent'),
    storage: openCustomStorage,
    ...settings
  } = options;
  const config = completeConfig(settings);
  const logger = limitedLogger(given, monotonicMs);
  await withTlsFiles(config, logger);
  const { retentionMs, diskMaxBytes: bytesMax } = config;
  const storage = openCustomStorage
    ? await openCustomStorage({ retentionMs, bytesMax, logger })
    : await openStorage(config, logger);
  try {
    return await startBroker(config, storage, logger);
  } catch (error) {
    await storage.close();
    throw error;
  }
}
