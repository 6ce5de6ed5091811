/**
 * The broker's log: pino, JSON lines. No token, key or reading is ever handed to it (P-TOK-8); the
 * redaction is a second net under that.
 */
import { pino } from 'pino';

/** Takes the broker's log: an object of fields, then a text. Any logger of pino's shape will do. */
export type Logger = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error'>;

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** The least serious lines that are written; `silent` writes none. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Writes to stderr unless told otherwise, so that stdout stays for what people and scripts read. */
export function createLogger(
  level: LogLevel,
  destination: { write(line: string): void } = pino.destination({ dest: 2, sync: true }),
): Logger {
  return pino(
    {
      level,
      base: null,
      // As words: `"level":"info"`.
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ['token', 'key', 'apiKey', '*.token', '*.key', '*.apiKey', 'd', '*.d'],
    },
    destination,
  );
}
