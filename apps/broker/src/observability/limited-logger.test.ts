import { describe, expect, it } from 'vitest';
import { LINES_MAX, limitedLogger, WINDOW_MS } from './limited-logger.js';
import type { Logger } from './logger.js';

function recorded() {
  const lines: [string, ...unknown[]][] = [];
  const record =
    (level: string) =>
    (...args: unknown[]) =>
      void lines.push([level, ...args]);
  const logger = Object.fromEntries(
    ['debug', 'info', 'warn', 'error'].map((level) => [level, record(level)]),
  ) as unknown as Logger;
  let nowMs = 0;
  const limited = limitedLogger(logger, () => nowMs);
  const pass = (ms: number): void => {
    nowMs += ms;
  };
  return { lines, limited, pass };
}

describe('a limited logger', () => {
  it('logs a text a few times, then counts it and logs the count in the next window', () => {
    const { lines, limited, pass } = recorded();
    for (let i = 0; i < LINES_MAX + 7; i++) limited.error({ i }, 'disk full');
    limited.warn('another text');
    expect(lines).toHaveLength(LINES_MAX + 1);
    pass(WINDOW_MS);
    limited.info('hello');
    expect(lines.slice(-2)).toEqual([
      ['error', { leftOut: 7, of: 'disk full' }, 'suppressed lines with the same text'],
      ['info', 'hello'],
    ]);
    limited.error({}, 'disk full');
    expect(lines.at(-1)).toEqual(['error', {}, 'disk full']);
  });

  it('logs the counts of suppressed lines once on flush', () => {
    const { lines, limited } = recorded();
    for (let i = 0; i < LINES_MAX + 1; i++) limited.info('x');
    limited.flush();
    limited.flush();
    expect(lines.at(-1)).toEqual([
      'info',
      { leftOut: 1, of: 'x' },
      'suppressed lines with the same text',
    ]);
    expect(lines).toHaveLength(LINES_MAX + 1);
  });

  it('keeps a limited number of counts, and logs every debug line', () => {
    const { lines, limited } = recorded();
    for (let i = 0; i < 1_000; i++) {
      limited.warn(`text ${i}`);
      limited.debug('same');
    }
    expect(lines.filter(([level]) => level === 'debug')).toHaveLength(1_000);
    expect(lines.filter(([level]) => level === 'warn')).toHaveLength(256 + LINES_MAX);
  });

  it('tolerates a logger that throws', () => {
    const fail = () => {
      throw new Error('no');
    };
    const limited = limitedLogger({ debug: fail, info: fail, warn: fail, error: fail }, () => 0);
    for (const level of ['debug', 'info', 'warn', 'error'] as const) {
      expect(() => limited[level]('x')).not.toThrow();
    }
  });
});
