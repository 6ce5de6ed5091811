import type { Clock } from '@wearwire/client-core';
import { msgpack } from '@wearwire/client-core/msgpack';
import { settle } from '@wearwire/client-core/testing';
import { decodeClientFrameMsgpack } from '@wearwire/protocol/msgpack';
import { describe, expect, test } from 'vitest';
import { setUp } from '../test/set-up.js';

describe('limits', () => {
  test('sends at the configured rate after a burst', async () => {
    const { clock, producer, submit, arrived } = setUp({
      eventsPerSecondMax: 10,
      eventsBurstMax: 2,
    });
    await settle();
    submit(5);
    expect(arrived()).toEqual([[1, 2]]);
    await clock.advance(100);
    expect(arrived()).toEqual([[1, 2, 3]]);
    await clock.advance(200);
    expect(arrived()).toEqual([[1, 2, 3, 4, 5]]);
    await producer.close();
    expect(clock.pendingTimers).toBe(0);
  });

  test('drops an event at its maximum age, and settles its promise', async () => {
    const { clock, server, producer, submit, dropped } = setUp(
      { bufferAgeMaxMs: 1_000 },
      { auto: false },
    );
    await settle();
    expect(server.connections).toHaveLength(1);
    const first = producer.submit('HEART_RATE', { ts: 't', val: 0 });
    await clock.advance(600);
    submit(1);
    const flushed = producer.flush();
    await clock.advance(401);
    expect(await first).toBe('dropped');
    expect(dropped).toEqual([{ count: 1, total: 1, reason: 'too-old' }]);
    await clock.advance(600);
    await flushed;
    expect([producer.queuedEvents, producer.droppedEvents]).toEqual([0, 2]);
    await producer.close({ timeoutMs: 1 });
  });

  test('buffers no more than the maximum of queued and unconfirmed bytes', async () => {
    const { server, producer, submit, arrived, dropped } = setUp({
      bufferBytesMax: 150,
      unconfirmedBytesMax: 150,
    });
    submit(5);
    await settle();
    expect(dropped).toEqual([{ count: 2, total: 2, reason: 'buffer-full' }]);
    server.connection.acksHeartbeats = false;
    await settle();
    submit(6);
    expect([producer.unconfirmedEvents, producer.queuedEvents]).toEqual([4, 2]);
    server.connection.acksHeartbeats = true;
    for (let i = 0; i < 9; i++) server.connection.ack();
    await producer.close();
    expect(arrived()[0]?.at(-1)).toBe(11);
  });

  test.each([
    [{ bufferBytesMax: 0 }],
    [{ eventsPerSecondMax: Number.NaN }],
    [{ dropPolicy: 'drop-all' as 'drop-oldest' }],
    [{ policies: { ECG: { drop: 'drop-all' as 'drop-oldest' } } }],
    [{ policies: { ECG: { delivery: 'never' as 'at-most-once' } } }],
    [{ policies: { ECG: { ageMaxMs: 0 } } }],
    [{ policies: { ECG: { priority: Number.NaN } } }],
    [{ flushIntervalMs: -1 }],
    [{ clock: null as unknown as Clock }],
    [{ signal: {} as AbortSignal }],
    [{ getToken: 'token' as unknown as () => Promise<string> }],
    [{ delivery: 'twice' as 'at-least-once' }],
  ])('throws for %j when the producer is created', (options) => {
    expect(() => setUp(options)).toThrow(expect.objectContaining({ code: 'option-invalid' }));
  });
});

test('[P-EXT-4] uses MessagePack if the server confirms it', async () => {
  const frames: unknown[] = [];
  const decode = (message: Uint8Array) => {
    const frame = decodeClientFrameMsgpack(message);
    return frame.ok ? frame.value : frame.error;
  };
  const { clock, producer, submit } = setUp(
    { encoding: msgpack },
    {
      confirms: { encoding: 'msgpack', extensions: ['ack'] },
      readBinary: decode,
      onFrame: (frame) => frames.push(frame),
    },
  );
  submit(1);
  await settle();
  expect(frames[1]).toEqual({ op: 6, d: { ts: 't', val: 1 }, t: 'HEART_RATE', n: 1 });
  const closed = producer.close({ timeoutMs: 1 });
  await clock.advance(1);
  await closed;
});

describe('[P-STA-1] status', () => {
  const linked = { connected: true, device_id: 'a', source: 'ble' };

  test('is sent at once and again after a reconnect; a disconnected sensor is reported once', async () => {
    const { clock, server, producer } = setUp({ serverTakesStatus: true });
    producer.tellStatus(linked);
    producer.tellStatus({ connected: true, device_id: 'b' });
    await settle();
    producer.tellStatus({ connected: false, device_id: 'b', reason: 'lost' });
    server.connection.close(1006);
    await clock.advance(250);
    const reported = server.connections.map((c) => c.receivedOf(8).map(({ d }) => d));
    expect(reported).toEqual([
      [
        linked,
        { connected: true, device_id: 'b' },
        { connected: false, device_id: 'b', reason: 'lost' },
      ],
      [linked],
    ]);
    await producer.close();
  });

  test('is not sent unless serverTakesStatus is set', async () => {
    const { server, producer } = setUp();
    producer.tellStatus(linked);
    await settle();
    producer.tellStatus(linked);
    expect(server.connection.receivedOf(8)).toEqual([]);
    await producer.close();
  });

  test('is kept for at most PRESENT_DEVICES_MAX devices', async () => {
    const { server, producer } = setUp({ serverTakesStatus: true });
    for (let i = 0; i < 70; i++) producer.tellStatus({ connected: true, device_id: `${i}` });
    await settle();
    const reported = server.connection.receivedOf(8).map(({ d }) => d?.device_id);
    expect([reported.length, reported[0]]).toEqual([64, '6']);
    await producer.close();
  });
});
