import { encodeFrame, Opcode, type ServerFrame } from '@wearwire/protocol';
import { describe, expect, it } from 'vitest';
import { patchPayload, payloadOf } from '../payload.js';
import type { Sink } from '../wire.js';
import { readDispatch, submitFrame } from './wearwire.js';

class Seen implements Sink {
  readonly events: { payload: string; seq: number }[] = [];
  heartbeats = 0;

  event(bytes: Buffer, at: number, length: number, seq: number): void {
    this.events.push({ payload: bytes.toString('utf8', at, at + length), seq });
  }

  heartbeatAnswered(): void {
    this.heartbeats++;
  }

  reply(): void {}
}

function read(frame: ServerFrame): Seen {
  const message = Buffer.from(encodeFrame(frame));
  const bytes = Buffer.concat([Buffer.from('before'), message, Buffer.from('behind')]);
  const seen = new Seen();
  const end = 6 + message.length;
  expect(readDispatch(bytes, 6, end, seen)).toBe(end);
  return seen;
}

describe('reading messages of the server', () => {
  it('finds payload and seq of a DISPATCH', () => {
    const payload = payloadOf(12, 'ecg').toString();
    for (const seq of [1, 73, 9_007_199_254_740_991]) {
      const d = JSON.parse(payload);
      const { events } = read({ op: Opcode.Dispatch, d, uid: 'u12', seq, t: 'ECG' });
      expect(events).toEqual([{ payload, seq }]);
    }
  });

  it('recognises a HEARTBEAT_ACK, and ignores READY and REPLAY_END', () => {
    expect(read({ op: Opcode.HeartbeatAck })).toMatchObject({ events: [], heartbeats: 1 });
    expect(read({ op: Opcode.Ready })).toMatchObject({ events: [], heartbeats: 0 });
    const end = { after: 0, sent: 5, first_available: 1, truncated: false };
    const replayEnd = { op: Opcode.ReplayEnd, d: end } as ServerFrame;
    expect(read(replayEnd)).toMatchObject({ events: [], heartbeats: 0 });
  });
});

describe('a pre-encoded SUBMIT', () => {
  it('is a masked text frame with the payload at the returned offset', () => {
    const payload = payloadOf(3, 'acceleration');
    const { bytes, payloadAt } = submitFrame(payload);
    patchPayload(bytes, payloadAt, payload.length, 41, 1_234_567);
    expect(bytes[0]).toBe(0x81);
    expect(bytes[1]! & 0x80).toBe(0x80);
    const content = JSON.parse(bytes.toString('utf8', payloadAt - '{"op":6,"d":'.length));
    expect(content).toMatchObject({ op: Opcode.Submit, t: 'ACCELERATION' });
    expect(content.d.n).toBe('000003000000041000000001234567');
  });
});
