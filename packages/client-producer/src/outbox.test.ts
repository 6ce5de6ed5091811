import { expect, test } from 'vitest';
import { Entry } from './entry.js';
import { EventBuffer } from './event-buffer.js';
import { PRODUCER_LIMITS, type ProducerLimits } from './limits.js';
import { Outbox } from './outbox.js';
import { PathWindow } from './path-window.js';
import type { TypePolicy } from './policies.js';
import { checkedOptions } from './producer-options.js';

function setUp(limits: Partial<ProducerLimits> = {}, policies: Record<string, TypePolicy> = {}) {
  const dropped: string[] = [];
  const drop = (entry: Entry, reason: string) => dropped.push(`${entry.text} ${reason}`);
  const all = { ...PRODUCER_LIMITS, ...limits };
  const { policyOf } = checkedOptions({ url: '', getToken: async () => '', ...limits, policies });
  const buffer = new EventBuffer(all, policyOf, {
    dropped: drop,
    droppedBlock: () => {},
    refilled: () => {},
  });
  let sent: string[] = [];
  const outbox = new Outbox(all, buffer, policyOf, new PathWindow(all.unconfirmedBytesMax), {
    maySend: () => true,
    send: (entries) => sent.push(...entries.map(({ text, n }) => `${text}:${n}`)),
    beat: () => {},
    dropped: drop,
  });
  let id = 0;
  const submit = (...texts: string[]) => {
    for (const text of texts) buffer.add(new Entry(++id, text[0] as string, text, 10, 0));
  };
  /** Takes and sends all events that are allowed. */
  const send = (nowMs = 0) => {
    sent = [];
    while (outbox.take(nowMs)) outbox.release(nowMs);
    return sent;
  };
  return { outbox, submit, send, dropped };
}

test('unconfirmed events are resent with their numbers, before newer ones', () => {
  const { outbox, submit, send } = setUp({ unconfirmedEventsMax: 4 });
  outbox.connected(true, false, 0);
  submit('A1', 'B1', 'A2', 'B2', 'A3');
  expect(send()).toEqual(['A1:1', 'B1:2', 'A2:3', 'B2:4']);
  expect(outbox.numberAcked(1, 0).map(({ text }) => text)).toEqual(['A1']);
  submit('C1');
  expect(outbox.connected(true, false, 0)).toBe(0);
  expect(send()).toEqual(['B1:2', 'A2:3', 'B2:4', 'A3:5']);
});

test('events that may be stored twice are counted, or dropped with at-most-once', () => {
  const least = setUp();
  least.outbox.connected(false, false, 0);
  least.submit('A1', 'A2');
  least.send();
  least.outbox.barrier(1);
  least.submit('A3');
  least.send();
  expect(least.outbox.heartbeatAcked(1, 0)).toHaveLength(2);
  expect(least.outbox.connected(true, false, 0)).toBe(1);
  expect(least.send()).toEqual(['A3:3']);
  const most = setUp({}, { A: { delivery: 'at-most-once' } });
  most.outbox.connected(true, false, 0);
  most.submit('A1');
  most.send();
  expect(most.outbox.connected(true, false, 0)).toBe(0);
  expect(most.send()).toEqual(['A1:1']);
  most.submit('B1');
  most.send();
  most.outbox.connected(false, false, 0);
  expect([most.send(), most.dropped]).toEqual([['B1:2'], ['A1 unconfirmed']]);
});

test('events that are too old are not resent', () => {
  const { outbox, submit, send, dropped } = setUp({ bufferAgeMaxMs: 100 });
  outbox.connected(false, false, 0);
  submit('A1');
  send();
  outbox.connected(false, false, 101);
  expect([send(101), dropped, outbox.unconfirmedEvents]).toEqual([[], ['A1 too-old'], 0]);
});

test('an ACK confirms only events sent on its connection', () => {
  const { outbox, submit, send } = setUp();
  outbox.connected(true, false, 0);
  submit('A1');
  send();
  outbox.connected(true, false, 0);
  expect(outbox.numberAcked(1, 0)).toEqual([]);
  expect(send()).toEqual(['A1:1']);
  expect(outbox.numberAcked(1, 0)).toHaveLength(1);
});
