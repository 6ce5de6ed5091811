/** The TLS certificate of the settings: checked and logged when it is loaded, at the start and when it is reloaded. */
import { tlsFilesOf } from './config/derive.js';
import type { BrokerConfig } from './config/settings.js';
import { checkTlsFiles } from './config/tls-files.js';
import type { Logger } from './observability/logger.js';

/**
 * Checks the TLS files, calls `use`, and logs the certificate. Does nothing if the settings name no TLS files. Rejects
 * with `ConfigError` if the files cannot be used, and with the errors of `use`.
 */
export async function withTlsFiles(
  config: BrokerConfig,
  logger: Logger,
  use: () => void = () => {},
): Promise<void> {
  const files = tlsFilesOf(config);
  if (files === undefined) return;
  const { isExpired, ...facts } = await checkTlsFiles(files, Date.now());
  use();
  if (isExpired) logger.warn(facts, 'the TLS certificate has expired; most clients will refuse it');
  else logger.info(facts, 'loaded the TLS certificate');
}
