/** What is wrong with a setting and how to mend it. */
export class ConfigError extends Error {
  readonly code = 'config';
}
