import { FrameScanner } from '@wearwire/protocol/server';
import { describe, expect, it } from 'vitest';
import type { DeveloperStream } from '../stream/developer-stream.js';
import { SubmitAcks } from './submit-acks.js';

const PENDING_MAX = 4;
const SETTINGS = { pendingMax: PENDING_MAX, burstSpacingMs: 0 };
const UID = Buffer.from('"u"');

/** A stream with a separate chunk for each SUBMIT, stored when a test raises `storedTicket`. */
class SlowStream {
  storedTicket = 0;
  submittedTicket = 0;
  get turnFirstTicket(): number {
    return this.submittedTicket + 1;
  }
  submit(): number {
    this.submittedTicket++;
    return this.submittedTicket;
  }
}

describe('SubmitAcks', () => {
  it('[P-EXT-7] keeps a limited number of entries while nothing is stored, and never acknowledges too early', () => {
    const stream = new SlowStream();
    const acks = new SubmitAcks(stream as unknown as DeveloperStream, undefined, SETTINGS);
    for (let n = 1; n <= 1_000; n++) {
      acks.submit(UID, new FrameScanner(), UID, n, 0);
      expect(acks.pending).toBeLessThanOrEqual(PENDING_MAX);
    }
    stream.storedTicket = 3;
    expect(acks.release(0)).toBe(3);
    stream.storedTicket = 999;
    expect(acks.release(0)).toBeUndefined();
    stream.storedTicket = 1_000;
    expect(acks.release(0)).toBe(1_000);
    expect(acks.pending).toBe(0);
  });

  it('[P-EXT-7] acknowledges one event at once, and a burst in several parts with few ACKs', () => {
    const stream = new SlowStream();
    const settings = { pendingMax: PENDING_MAX, burstSpacingMs: 20 };
    const acks = new SubmitAcks(stream as unknown as DeveloperStream, undefined, settings);
    let n = 0;
    const submit = (events: number) => {
      for (let i = 0; i < events; i++) acks.submit(UID, new FrameScanner(), UID, ++n, 0);
      stream.storedTicket = n;
    };
    submit(3);
    expect(acks.release(100)).toBe(3);
    submit(1);
    expect(acks.release(101)).toBe(4);
    submit(2);
    expect([acks.release(110), acks.nextAtMs]).toEqual([undefined, 121]);
    submit(2);
    expect(acks.release(120)).toBeUndefined();
    expect(acks.release(121)).toBe(8);
    expect(acks.nextAtMs).toBe(Infinity);
  });
});
