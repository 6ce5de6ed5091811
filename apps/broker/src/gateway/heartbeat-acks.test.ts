import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeartbeatAcks } from './heartbeat-acks.js';

const SETTINGS = { spacingMs: 20, burst: 3, barrierTimeoutMs: 5_000, pendingMax: 4 };

describe('HeartbeatAcks', () => {
  it('[P-HB-1] answers a heartbeat at once if nothing was submitted', () => {
    const acks = new HeartbeatAcks(SETTINGS);
    acks.add(1_000, 0);
    expect(acks.release(1_000, 0)).toBe(1);
    expect(acks.nextAtMs(0)).toBe(Infinity);
  });

  it('[P-HB-4] sends every ACK of a flood: a burst at once, the others at an even pace', () => {
    const acks = new HeartbeatAcks(SETTINGS);
    for (let i = 0; i < 100; i++) acks.add(1_000, 0);
    let sent = acks.release(1_000, 0);
    expect(sent).toBe(SETTINGS.burst);
    let nowMs = 1_000;
    while (sent < 100) {
      nowMs = acks.nextAtMs(0);
      const more = acks.release(nowMs, 0);
      expect(more).toBe(1);
      sent += more;
    }
    expect(nowMs).toBe(1_000 + (100 - SETTINGS.burst) * SETTINGS.spacingMs);
  });

  it('[P-HB-5] delays an ACK until the SUBMITs before its HEARTBEAT are stored', () => {
    const acks = new HeartbeatAcks(SETTINGS);
    acks.add(1_000, 7);
    expect(acks.release(1_000, 6)).toBe(0);
    expect(acks.release(1_010, 7)).toBe(1);
  });

  it('[P-HB-5] never sends an ACK before the commit, however long it waits, and reports when it is overdue', () => {
    const acks = new HeartbeatAcks(SETTINGS);
    acks.add(1_000, 7);
    expect(acks.overdueAtMs(6)).toBe(6_000);
    expect(acks.nextAtMs(6)).toBe(Infinity);
    expect(acks.release(1_000_000, 6)).toBe(0);
    expect(acks.overdueAtMs(7)).toBe(Infinity);
    expect(acks.release(1_000_000, 7)).toBe(1);
  });

  it('keeps a limited number of entries for alternating SUBMITs and HEARTBEATs, and answers each HEARTBEAT', () => {
    const acks = new HeartbeatAcks({ ...SETTINGS, spacingMs: 0 });
    for (let seq = 1; seq <= 1_000; seq++) {
      acks.add(1_000, seq);
      expect(acks.pending).toBeLessThanOrEqual(SETTINGS.pendingMax);
    }
    expect(acks.release(1_000, 3)).toBe(3);
    expect(acks.release(1_000, 999)).toBe(0);
    expect(acks.release(1_000, 1_000)).toBe(997);
  });

  it('[P-LIM-1] delays an ACK until the SUBMITs before it are within the rate, at most for the timeout', () => {
    const acks = new HeartbeatAcks(SETTINGS);
    acks.add(1_000, 7, 3_000);
    expect(acks.release(1_000, 7)).toBe(0);
    expect(acks.nextAtMs(7)).toBe(3_000);
    expect(acks.release(3_000, 6)).toBe(0);
    expect(acks.release(3_000, 7)).toBe(1);
    acks.add(4_000, 8, 60_000);
    expect(acks.nextAtMs(8)).toBe(9_000);
    expect(acks.release(9_000, 8)).toBe(1);
  });

  it('sends one ACK per heartbeat, never before its commit', () => {
    const events = fc.array(
      fc.record({
        kind: fc.constantFrom('submit' as const, 'commit' as const, 'heartbeat' as const),
        stepMs: fc.nat(4_000),
      }),
      { maxLength: 300 },
    );
    fc.assert(
      fc.property(events, (list) => {
        const acks = new HeartbeatAcks(SETTINGS);
        const heartbeats: { behindTicket: number }[] = [];
        let sent = 0;
        let nowMs = 0;
        let submitted = 0;
        let committed = 0;
        for (const { kind, stepMs } of list) {
          nowMs += stepMs;
          if (kind === 'submit') submitted++;
          if (kind === 'commit') committed = submitted;
          if (kind === 'heartbeat') {
            acks.add(nowMs, submitted);
            heartbeats.push({ behindTicket: submitted });
          }
          const released = acks.release(nowMs, committed);
          for (const { behindTicket } of heartbeats.slice(sent, sent + released)) {
            expect(behindTicket).toBeLessThanOrEqual(committed);
          }
          sent += released;
        }
        while (acks.nextAtMs(submitted) !== Infinity) {
          nowMs = Math.max(nowMs, acks.nextAtMs(submitted));
          sent += acks.release(nowMs, submitted);
        }
        expect(sent).toBe(heartbeats.length);
      }),
    );
  });
});
