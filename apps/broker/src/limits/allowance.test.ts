import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Allowance } from './allowance.js';
import { Allowances } from './allowances.js';

const RATE = { perSecond: 10, burstMs: 2_000, graceMs: 1_000 };

/** How many single takes succeed at this moment. */
function takeAll(allowance: Allowance, nowMs: number): number {
  let taken = 0;
  while (allowance.take(1, nowMs)) taken++;
  return taken;
}

describe('Allowance', () => {
  it('gives the burst and the grace at once, then the rate', () => {
    const allowance = new Allowance(RATE);
    expect(takeAll(allowance, 5_000)).toBe(30);
    expect(takeAll(allowance, 6_000)).toBe(10);
    expect(takeAll(allowance, 6_099)).toBe(0);
    expect(takeAll(allowance, 6_100)).toBe(1);
  });

  it('saves up no more than the burst, and says when it is whole', () => {
    const allowance = new Allowance(RATE);
    expect(allowance.isWhole(0)).toBe(true);
    takeAll(allowance, 0);
    expect(allowance.isWhole(2_999)).toBe(false);
    expect(allowance.isWhole(3_000)).toBe(true);
    expect(takeAll(allowance, 3_600_000)).toBe(30);
  });

  it('tells when what was taken is paid for, and how long a refused take has to wait', () => {
    const allowance = new Allowance(RATE);
    allowance.take(25, 10_000);
    expect(allowance.paidAtMs).toBe(10_500);
    expect(allowance.waitMs(5, 10_000)).toBe(0);
    expect(allowance.waitMs(7, 10_000)).toBe(200);
    expect(allowance.take(7, 10_000)).toBe(false);
    expect(allowance.paidAtMs).toBe(10_500);
    expect(allowance.take(7, 10_200)).toBe(true);
  });

  it('never gives more than burst, grace and rate together, whatever is asked and whenever', () => {
    const step = fc.record({ ms: fc.nat(3_000), amount: fc.integer({ min: 1, max: 40 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        const allowance = new Allowance(RATE);
        let nowMs = 0;
        let taken = 0;
        for (const { ms, amount } of steps) {
          nowMs += ms;
          if (allowance.take(amount, nowMs)) taken += amount;
          expect(taken).toBeLessThanOrEqual(30 + (nowMs * RATE.perSecond) / 1_000 + 1e-9);
        }
      }),
    );
  });
});

describe('Allowances', () => {
  it('keeps what is in use or in debt, and forgets the rest', async () => {
    const allowances = new Allowances(RATE);
    const held = allowances.hold('held');
    takeAll(allowances.of('spent'), 0);
    allowances.of('idle');
    await allowances.purge(0);
    expect(allowances.size).toBe(2);
    await allowances.purge(3_000);
    expect(allowances.size).toBe(1);
    expect(allowances.of('held')).toBe(held);
    held.holders--;
    await allowances.purge(3_000);
    expect(allowances.size).toBe(0);
  });
});
