/**
 * The broker's log: pino, JSON lines. No token, key or reading is passed to it (P-TOK-8); redaction is a second
 * safeguard.
 */
import { pino } from 'pino';

/** Receives the broker's log lines: an object of fields, then a text. Any logger with the interface of pino works. */
export type Logger = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error'>;

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** The lowest level that is logged; `silent` logs nothing. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Writes to stderr by default, so that stdout is free for the output of commands. */
export function createLogger(
  level: LogLevel,
  destination: { write(line: string): void } = pino.destination({ dest: 2, sync: true }),
): Logger {
  return pino(
    {
      level,
      base: null,
      // Logs the level as a word: `"level":"info"`.
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ['token', 'key', 'apiKey', '*.token', '*.key', '*.apiKey', 'd', '*.d'],
    },
    destination,
  );
}
