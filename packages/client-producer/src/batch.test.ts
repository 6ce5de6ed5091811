import { settle } from '@wearwire/client-core/testing';
import { BATCH_BYTES_MAX, BATCH_EVENTS_MAX, encodeFrame } from '@wearwire/protocol';
import { describe, expect, test } from 'vitest';
import { setUp } from '../test/set-up.js';
import { Batch } from './batch.js';
import { Entry } from './entry.js';
import { stateOf } from './store/records.js';
import { submitMessage } from './submit-frame.js';

const EXTENSIONS = ['ack', 'batch'];

function entryOf(n: number, d: object = { val: n }, t = 'ECG'): Entry {
  const text = encodeFrame({ op: 6, d: d as Record<string, unknown>, t });
  const entry = new Entry(n, t, text, Buffer.byteLength(text), 0);
  entry.n = n;
  return entry;
}

/** Returns the number of events that share a frame with the first one. */
function fitting(entries: readonly Entry[], windowBytes = 1e9): number {
  const batch = new Batch(windowBytes);
  for (const entry of entries) if (!batch.add(entry)) break;
  return batch.entries.length;
}

function nested(levels: number): object {
  let value: object = {};
  for (let level = 1; level < levels; level++) value = { a: value };
  return value;
}

describe('a batch', () => {
  test('[P-EXT-11] contains one type, and numbers without a gap', () => {
    expect(fitting([entryOf(1), entryOf(2), entryOf(3)])).toBe(3);
    expect(fitting([entryOf(1), entryOf(2, {}, 'POWER')])).toBe(1);
    expect(fitting([entryOf(1), entryOf(3)])).toBe(1);
  });

  test('[P-EXT-12] stays within batchEventsMax, batchBytesMax and its fraction of the window', () => {
    const many = Array.from({ length: 600 }, (_, i) => entryOf(i + 1));
    expect(fitting(many)).toBe(BATCH_EVENTS_MAX);
    const large = many.map(({ n }) => entryOf(n, { text: 'x'.repeat(1_000) }));
    const count = fitting(large);
    const text = submitMessage(large.slice(0, count), true, undefined) as string;
    expect(text.length).toBeLessThanOrEqual(BATCH_BYTES_MAX);
    expect(text.length).toBeGreaterThan(BATCH_BYTES_MAX - 2_000);
    const bytes = (many[0] as Entry).bytes;
    expect(fitting(many, 8 * bytes)).toBe(2);
    expect(fitting(many, 1)).toBe(1);
  });

  test('[P-FR-6] contains no reading that would be nested too deeply in it', () => {
    expect(fitting([entryOf(1, nested(62)), entryOf(2, nested(62))])).toBe(2);
    expect(fitting([entryOf(1, nested(63)), entryOf(2)])).toBe(1);
    expect(fitting([entryOf(1), entryOf(2, nested(63))])).toBe(1);
  });

  test('[P-SUB-2] contains the readings unchanged, character by character', () => {
    const ds = [{ 'a"': '\\"}],' }, {}, { é: ['{'] }];
    const entries = ds.map((d, i) => entryOf(i + 4, d, 'a "type"'));
    const text = submitMessage(entries, true, undefined);
    expect(text).toBe(
      `{"op":67,"d":[${ds.map((d) => JSON.stringify(d)).join()}],"t":"a \\"type\\"","n":4}`,
    );
  });
});

test('[P-EXT-12] a batch contains no event whose stored record has a different format', () => {
  const spellings = [
    '{"op":6,"d":{"val":1},"t":"ECG"}',
    '{"op":6,"d":{"val":1},"t":"ECG"}',
    '{"op":6,"t":"ECG","d":{"val":3}}',
    '{"op":6,"d":{"val":4},"x":1,"t":"ECG"}',
    '{ "op":6,"d":{"val":5},"t":"ECG"}',
  ];
  const { entries } = stateOf([
    'p producer',
    ...spellings.map((text, i) => `e ${i + 1} 1000 ${text}`),
    ...spellings.map((_, i) => `n ${i + 1} ${i + 1}`),
  ]);
  expect(entries).toHaveLength(5);
  expect(entries.map((entry) => entry.isBatchable)).toEqual([true, true, false, false, false]);
  expect(fitting(entries)).toBe(2);
  expect(fitting(entries.slice(2))).toBe(1);
});

describe('a producer with a server that supports batches', () => {
  test('[P-EXT-11] sends readings submitted together in one frame per type', async () => {
    const { server, producer, submit } = setUp({}, { confirms: { extensions: EXTENSIONS } });
    await settle();
    submit(3);
    for (let i = 0; i < 2; i++) producer.submit('ECG', { ts: 't', d: [i] });
    await settle();
    submit(1);
    await settle();
    const [, ...sent] = server.connection.received;
    expect(sent.map(({ op, t, n }) => [op, t, n])).toEqual([
      [67, 'HEART_RATE', 1],
      [67, 'ECG', 4],
      [6, 'HEART_RATE', 6],
    ]);
    server.connection.send({ op: 65, d: { n: 6 } });
    expect(await producer.close()).toEqual({ unsentEvents: 0, unconfirmedEvents: 0 });
  });

  test('[P-EXT-2] sends only SUBMITs on a connection without the extension', async () => {
    const { server, producer, submit } = setUp({}, { confirms: { extensions: ['ack'] } });
    await settle();
    submit(3);
    expect(server.connection.received.map(({ op }) => op)).toEqual([3, 6, 6, 6]);
    server.connection.send({ op: 65, d: { n: 3 } });
    await producer.close();
  });
});

describe('flushIntervalMs', () => {
  test('collects events even if others are confirmed meanwhile, and flush sends them at once', async () => {
    const { clock, server, producer, submit } = setUp(
      { flushIntervalMs: 500 },
      { confirms: { extensions: EXTENSIONS } },
    );
    await settle();
    const frames = () => server.connection.received.slice(1).map(({ op, n }) => [op, n]);
    submit(2);
    await clock.advance(499);
    expect(frames()).toEqual([]);
    await clock.advance(1);
    expect(frames()).toEqual([[67, 1]]);
    submit(2);
    server.connection.send({ op: 65, d: { n: 2 } });
    await clock.advance(499);
    expect(frames()).toHaveLength(1);
    const flushed = producer.flush();
    expect(frames()).toEqual([
      [67, 1],
      [67, 3],
    ]);
    server.connection.send({ op: 65, d: { n: 4 } });
    await flushed;
    await producer.close();
  });

  test('continues with events that a full window has delayed', async () => {
    const { clock, server, producer, submit } = setUp(
      { flushIntervalMs: 500, unconfirmedEventsMax: 2 },
      { confirms: { extensions: EXTENSIONS } },
    );
    await settle();
    submit(5);
    await clock.advance(500);
    for (const n of [2, 4, 5]) server.connection.send({ op: 65, d: { n } });
    expect(producer.queuedEvents + producer.unconfirmedEvents).toBe(0);
    await producer.close();
  });
});
