import { describe, expect, it } from 'vitest';
import { FaultLog, faultFields, REMINDER_INTERVAL_MS } from './fault-log.js';
import type { Logger } from './logger.js';

const TEXTS = { began: 'began', persists: 'persists', ended: 'ended' };

function faultLog() {
  const lines: unknown[] = [];
  const clock = { nowMs: 0 };
  const record = (fields: object, text: string) => lines.push({ ...fields, text });
  const logger = { info: record, warn: record, error: record } as unknown as Logger;
  return { lines, clock, log: new FaultLog(logger, 'error', TEXTS, () => clock.nowMs) };
}

describe('fault log', () => {
  it('logs the start of a fault once, repeats it at intervals, and logs its end once', () => {
    const { lines, clock, log } = faultLog();
    for (let i = 0; i < 1_000; i++) log.occurred(new Error('no space'));
    clock.nowMs += REMINDER_INTERVAL_MS;
    log.occurred(new Error('no space'));
    log.ended();
    log.ended();
    expect(lines).toEqual([
      { reason: 'no space', text: 'began' },
      { reason: 'no space', more: 999, text: 'persists' },
      { text: 'ended' },
    ]);
  });

  it('logs two lines per minute for a fault that starts and ends every second', () => {
    const { lines, clock, log } = faultLog();
    for (let i = 0; i < 120; i++) {
      log.occurred(new Error('no space'));
      log.ended();
      clock.nowMs += 1_000;
    }
    expect(lines).toHaveLength(4);
  });

  it('logs the code and the reason of the deepest cause, without a stack trace', () => {
    const cause = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    const error = new Error('the log could not be written', { cause });
    expect(faultFields(error)).toEqual({ code: 'ENOSPC', reason: cause.message });
    expect(faultFields('text')).toEqual({ reason: 'text' });
  });
});
