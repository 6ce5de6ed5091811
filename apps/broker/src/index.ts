export type { DeveloperCredentials } from './auth/developers.js';
export type { Broker } from './broker.js';
export { checkNatsServers, type NatsFacts, type NatsStreamFacts } from './check-nats.js';
export { ConfigError } from './config/config-error.js';
export { type ConfigSources, loadConfig } from './config/load.js';
export {
  type BrokerConfig,
  SETTING_GROUPS,
  SETTINGS,
  type Setting,
  type SettingGroup,
  variableOf,
} from './config/settings.js';
export { type CertificateFacts, checkTlsFiles, type TlsFiles } from './config/tls-files.js';
export { type BrokerOptions, createBroker } from './create-broker.js';
export { createLogger, type Logger, type LogLevel } from './observability/logger.js';
export {
  DataDirectoryError,
  LogDamagedError,
  LogWriteError,
  StorageError,
} from './storage/errors.js';
