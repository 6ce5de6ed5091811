import { describe, expect, it } from 'vitest';
import { PayloadFields, payloadOf, readPayload } from '../payload.js';
import { submitFrame } from '../wires/wearwire.js';
import type { LoadClient } from './load-client.js';
import { Producer } from './producer.js';

const payload = payloadOf(3, 'heart-rate');
const frame = submitFrame(payload);

/** `acceptsAll`: whether the socket accepts every byte at once. */
function connectedTo(producer: Producer, acceptsAll = () => true) {
  const written: Buffer[] = [];
  const write = (bytes: Buffer): boolean => {
    written.push(bytes);
    return acceptsAll();
  };
  const client = { connection: { write }, onHeartbeatSent: () => {} };
  producer.connected(client as unknown as LoadClient);
  return { written, sendHeartbeat: () => client.onHeartbeatSent() };
}

function numbersIn(written: readonly Buffer[]): number[] {
  const fields = new PayloadFields();
  return written.flatMap((bytes) =>
    Array.from({ length: bytes.length / frame.bytes.length }, (_, i) => {
      readPayload(bytes, i * frame.bytes.length + frame.payloadAt, payload.length, fields);
      return fields.number;
    }),
  );
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('a producer', () => {
  it('writes complete frames with consecutive numbers, for any batch size', () => {
    const producer = new Producer(3, frame, payload.length);
    const numbers: number[] = [];
    const { written } = connectedTo(producer, () => {
      numbers.push(...numbersIn(written.splice(0)));
      return true;
    });
    for (const count of [1, 5, 3, 300, 1_000, 2]) producer.sendNow(count, 1);
    expect(numbers).toEqual(range(0, 1_311));
  });

  it('does not change bytes that the socket has not accepted yet', () => {
    const producer = new Producer(3, frame, payload.length);
    const { written } = connectedTo(producer, () => false);
    for (let i = 0; i < 20; i++) producer.sendNow(4, 1);
    expect(numbersIn(written)).toEqual(range(0, 80));
  });

  it('counts events before the last acknowledged heartbeat as stored, and the others as unknown', () => {
    const producer = new Producer(3, frame, payload.length);
    const { sendHeartbeat } = connectedTo(producer);
    producer.sendNow(10, 1);
    sendHeartbeat();
    producer.sendNow(10, 1);
    sendHeartbeat();
    producer.heartbeatAnswered();
    producer.sendNow(5, 1);
    expect(producer.disconnected()).toEqual({ from: 10, to: 25 });
    // Unknown events are reported once, and the missing response is no longer expected.
    const again = connectedTo(producer);
    producer.sendNow(5, 1);
    again.sendHeartbeat();
    producer.heartbeatAnswered();
    expect(producer.disconnected()).toEqual({ from: 30, to: 30 });
  });

  it('counts events as stored by the acknowledgements of a server that acknowledges each event', () => {
    const producer = new Producer(3, frame, payload.length);
    connectedTo(producer);
    producer.sendNow(10, 1);
    for (let i = 0; i < 4; i++) producer.eventStored();
    expect(producer.disconnected()).toEqual({ from: 4, to: 10 });
  });
});
