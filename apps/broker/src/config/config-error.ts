/** A setting is invalid. The message says why and how to correct it. */
export class ConfigError extends Error {
  readonly code = 'config';
}
