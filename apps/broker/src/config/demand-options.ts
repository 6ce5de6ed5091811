/** Checks the arguments of `createBroker` that JavaScript programs can get wrong. */
import type { Logger } from '../observability/logger.js';
import { ConfigError } from './config-error.js';

const LOG_METHODS: readonly (keyof Logger)[] = ['debug', 'info', 'warn', 'error'];

/** Throws `ConfigError` if the options are not an object, or if their logger or storage has the wrong type. */
export function demandOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new ConfigError('the options of createBroker must be an object');
  }
  const { logger, storage } = options as {
    readonly logger?: Partial<Logger> | null;
    readonly storage?: unknown;
  };
  if (storage !== undefined && typeof storage !== 'function') {
    throw new ConfigError('storage must be a function that opens a storage');
  }
  if (logger === undefined) return;
  if (!LOG_METHODS.every((name) => typeof logger?.[name] === 'function')) {
    throw new ConfigError(`logger must have the methods ${LOG_METHODS.join(', ')}`);
  }
}
