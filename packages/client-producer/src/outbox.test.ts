import { expect, test } from 'vitest';
import { Entry } from './entry.js';
import { EventBuffer } from './event-buffer.js';
import { PRODUCER_LIMITS, type ProducerLimits } from './limits.js';
import { Outbox } from './outbox.js';
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
  const outbox = new Outbox(all, buffer, policyOf, {
    taken: () => {},
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
  outbox.connected(['ack'], undefined, 0);
  submit('A1', 'B1', 'A2', 'B2', 'A3');
  expect(send()).toEqual(['A1:1', 'B1:2', 'A2:3', 'B2:4']);
  expect(outbox.numberAcked(1, 0).map(({ text }) => text)).toEqual(['A1']);
  submit('C1');
  expect(outbox.connected(['ack'], undefined, 0)).toBe(0);
  expect(send()).toEqual(['B1:2', 'A2:3', 'B2:4', 'A3:5']);
});

test('events that may be stored twice are counted, or dropped with at-most-once', () => {
  const atLeastOnce = setUp();
  atLeastOnce.outbox.connected([], undefined, 0);
  atLeastOnce.submit('A1', 'A2');
  atLeastOnce.send();
  atLeastOnce.outbox.barrier(1);
  atLeastOnce.submit('A3');
  atLeastOnce.send();
  expect(atLeastOnce.outbox.heartbeatAcked(1, 0)).toHaveLength(2);
  expect(atLeastOnce.outbox.connected(['ack'], undefined, 0)).toBe(1);
  expect(atLeastOnce.send()).toEqual(['A3:3']);
  const atMostOnce = setUp({}, { A: { delivery: 'at-most-once' } });
  atMostOnce.outbox.connected(['ack'], undefined, 0);
  atMostOnce.submit('A1');
  atMostOnce.send();
  expect(atMostOnce.outbox.connected(['ack'], undefined, 0)).toBe(0);
  expect(atMostOnce.send()).toEqual(['A1:1']);
  atMostOnce.submit('B1');
  atMostOnce.send();
  atMostOnce.outbox.connected([], undefined, 0);
  expect([atMostOnce.send(), atMostOnce.dropped]).toEqual([['B1:2'], ['A1 unconfirmed']]);
});

test('events that are too old are not resent', () => {
  const { outbox, submit, send, dropped } = setUp({ bufferAgeMaxMs: 100 });
  outbox.connected([], undefined, 0);
  submit('A1');
  send();
  outbox.connected([], undefined, 101);
  expect([send(101), dropped, outbox.unconfirmedEvents]).toEqual([[], ['A1 too-old'], 0]);
});

test('an ACK confirms only events sent on its connection', () => {
  const { outbox, submit, send } = setUp();
  outbox.connected(['ack'], undefined, 0);
  submit('A1');
  send();
  outbox.connected(['ack'], undefined, 0);
  expect(outbox.numberAcked(1, 0)).toEqual([]);
  expect(send()).toEqual(['A1:1']);
  expect(outbox.numberAcked(1, 0)).toHaveLength(1);
});
