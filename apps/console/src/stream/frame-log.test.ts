import { describe, expect, it } from 'vitest';
import { toCsv, toNdjson } from './frame-files.js';
import { NO_FILTER, newestShown } from './frame-filter.js';
import { FrameLog } from './frame-log.js';

function logOf(...texts: readonly string[]): FrameLog {
  const log = new FrameLog();
  for (const text of texts) log.add('monitor', { kind: 'received', text }, 0);
  return log;
}

const DISPATCH = '{"op":5,"d":{"val":83.0},"uid":"anna","seq":7,"t":"HEART_RATE"}';

describe('the log of frames', () => {
  it('describes a frame, with the text of d as it was sent', () => {
    const [record] = logOf(DISPATCH).records;
    expect(record).toMatchObject({
      op: 5,
      name: 'DISPATCH',
      seq: 7,
      user: 'anna',
      type: 'HEART_RATE',
      raw: '{"val":83.0}',
      bytes: DISPATCH.length,
    });
  });

  it('hides tokens in every field', () => {
    const log = new FrameLog();
    log.add('monitor', { kind: 'sent', text: '{"op":3,"d":{"token":"se\\"cret","type":1}}' });
    expect(JSON.stringify(log.records)).not.toContain('cret');
  });

  it('explains close codes, and accepts text that is not a frame', () => {
    const log = logOf('no JSON', '[]', '{"op":"5"}', '{"op":99}');
    log.add('monitor', { kind: 'closed', code: 4005, reason: 'why' });
    log.add('monitor', { kind: 'closed', code: 1006, reason: '' });
    expect(log.records.map(({ name }) => name)).toEqual([
      'not a frame',
      'not a frame',
      'not a frame',
      'unknown',
      expect.stringMatching(/^4005 \w/),
      '1006 connection lost: no close frame received',
    ]);
  });

  it('stores the newest lines within its limits', () => {
    const log = new FrameLog();
    for (let i = 0; i < 20_000; i++)
      log.add('monitor', { kind: 'received', text: `{"op":1,"i":${i}}` });
    expect(log.count).toBe(20_000);
    expect(log.records.length).toBeLessThanOrEqual(6_000);
    expect(log.records.at(-1)?.id).toBe(20_000);
    const long = 'x'.repeat(1_000_000);
    for (let i = 0; i < 30; i++) log.add('monitor', { kind: 'received', text: long });
    expect(log.records.length).toBeLessThanOrEqual(10);
  });

  it('filters by user, type, op and text, newest first', () => {
    const log = logOf(DISPATCH, '{"op":1}', DISPATCH.replace('anna', 'ben').replace('7', '8'));
    const ids = (filter: object) =>
      newestShown(log.records, { ...NO_FILTER, ...filter }, 10).map(({ id }) => id);
    expect(ids({})).toEqual([3, 2, 1]);
    expect(ids({ user: 'AN' })).toEqual([1]);
    expect(ids({ op: '1' })).toEqual([2]);
    expect(ids({ type: 'heart' })).toEqual([3, 1]);
    expect(ids({ text: 'heartbeat' })).toEqual([2]);
  });
});

it('saves frames as they were sent, and prefixes cells that a spreadsheet would run as formulas', () => {
  const { records } = logOf(DISPATCH, '{"op":5,"d":{},"uid":"=1+1,\\"x\\"","seq":8,"t":"T"}');
  expect(toNdjson(records).split('\n')[0]).toBe(DISPATCH);
  const [, first, second] = toCsv(records).split('\r\n');
  expect(first).toBe(
    '1970-01-01T00:00:00.000Z,received,5,DISPATCH,7,anna,HEART_RATE,63,"{""val"":83.0}"',
  );
  expect(second).toContain(`"'=1+1,""x"""`);
});
