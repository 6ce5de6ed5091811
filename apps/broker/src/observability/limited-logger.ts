/**
 * Limits the log and protects the broker from its logger. Each text is written at most `LINES_MAX` times per
 * `WINDOW_MS`; suppressed lines are counted, and the count is logged with the next line or at the end. Debug lines
 * are not limited. A logger that throws or rejects does no harm.
 */
import type { Logger } from './logger.js';

/** Lines per text and window. */
export const LINES_MAX = 10;
export const WINDOW_MS = 10_000;
/** Number of texts that are counted separately; further texts share one count. */
const TEXTS_MAX = 256;
const OTHER_TEXTS = '(other texts)';

type Level = Exclude<keyof Logger, 'debug'>;

interface Window {
  readonly level: Level;
  startedAtMs: number;
  lines: number;
}

export interface LimitedLogger extends Logger {
  /** Logs the counts of suppressed lines that are not logged yet. */
  flush(): void;
}

/** `monotonicMs` never steps back. */
export function limitedLogger(logger: Logger, monotonicMs: () => number): LimitedLogger {
  const windows = new Map<string, Window>();
  const write = (level: keyof Logger, args: unknown[]): void => writeSafely(logger, level, args);
  const reportSuppressed = (text: string, { level, lines }: Window): void => {
    const leftOut = lines - LINES_MAX;
    if (leftOut > 0) write(level, [{ leftOut, of: text }, 'suppressed lines with the same text']);
  };
  const endOldWindows = (nowMs: number): void => {
    for (const [text, window] of windows) {
      if (nowMs - window.startedAtMs < WINDOW_MS) continue;
      windows.delete(text);
      reportSuppressed(text, window);
    }
  };
  const limited =
    (level: Level) =>
    (...args: unknown[]): void => {
      const nowMs = monotonicMs();
      endOldWindows(nowMs);
      const text = String(typeof args[0] === 'string' ? args[0] : args[1]);
      const key = windows.has(text) || windows.size < TEXTS_MAX ? text : OTHER_TEXTS;
      const window = windows.get(key) ?? { level, startedAtMs: nowMs, lines: 0 };
      windows.set(key, window);
      window.lines++;
      if (window.lines <= LINES_MAX) write(level, args);
    };
  return {
    debug: (...args: unknown[]) => write('debug', args),
    info: limited('info'),
    warn: limited('warn'),
    error: limited('error'),
    flush: () => {
      for (const [text, window] of windows) reportSuppressed(text, window);
      windows.clear();
    },
  };
}

/** Passes a line to the logger. If the logger throws or rejects, the line is lost and the broker continues. */
function writeSafely(logger: Logger, level: keyof Logger, args: unknown[]): void {
  try {
    const result = (logger[level] as (...args: unknown[]) => unknown)(...args);
    if (result instanceof Promise) result.catch(() => {});
  } catch {
    // The line is lost.
  }
}
