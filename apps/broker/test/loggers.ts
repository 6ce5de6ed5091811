/** Loggers whose lines a test examines. */
import { createLogger, type Logger } from '../src/observability/logger.js';

/** Passes each warning to `warn`, and ignores all other lines. */
export function warningLogger(warn: (fields: unknown, message: string) => void): Logger {
  const ignore = () => {};
  return { debug: ignore, info: ignore, error: ignore, warn } as unknown as Logger;
}

/** Calls `log` for each line of any level, with the arguments of the broker. */
export function uniformLogger(log: (...values: unknown[]) => unknown): Logger {
  return { debug: log, info: log, warn: log, error: log } as unknown as Logger;
}

/** Adds each line of any level, as JSON, to `lines`. */
export function lineLogger(lines: string[]): Logger {
  return createLogger('debug', { write: (line) => void lines.push(line) });
}
