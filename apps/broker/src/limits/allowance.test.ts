import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Allowance } from './allowance.js';
import { Allowances } from './allowances.js';

const RATE = { perSecond: 10, burstMs: 2_000, graceMs: 1_000 };

/** Calls `consume(1)` until it fails, and returns how often it succeeded. */
function consumeAllOf(allowance: Allowance, nowMs: number): number {
  let consumed = 0;
  while (allowance.consume(1, nowMs)) consumed++;
  return consumed;
}

describe('Allowance', () => {
  it('allows the burst and the grace at once, then the rate', () => {
    const allowance = new Allowance(RATE);
    expect(consumeAllOf(allowance, 5_000)).toBe(30);
    expect(consumeAllOf(allowance, 6_000)).toBe(10);
    expect(consumeAllOf(allowance, 6_099)).toBe(0);
    expect(consumeAllOf(allowance, 6_100)).toBe(1);
  });

  it('keeps at most the burst, and reports when it is full', () => {
    const allowance = new Allowance(RATE);
    expect(allowance.isFull(0)).toBe(true);
    consumeAllOf(allowance, 0);
    expect(allowance.isFull(2_999)).toBe(false);
    expect(allowance.isFull(3_000)).toBe(true);
    expect(consumeAllOf(allowance, 3_600_000)).toBe(30);
  });

  it('returns when the consumed amount is within the rate, and how long to wait for an amount', () => {
    const allowance = new Allowance(RATE);
    allowance.consume(25, 10_000);
    expect(allowance.withinRateAtMs).toBe(10_500);
    expect(allowance.waitMs(5, 10_000)).toBe(0);
    expect(allowance.waitMs(7, 10_000)).toBe(200);
    expect(allowance.consume(7, 10_000)).toBe(false);
    expect(allowance.withinRateAtMs).toBe(10_500);
    expect(allowance.consume(7, 10_200)).toBe(true);
  });

  it('never allows more than burst, grace and rate together, for any requests at any times', () => {
    const step = fc.record({ ms: fc.nat(3_000), amount: fc.integer({ min: 1, max: 40 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        const allowance = new Allowance(RATE);
        let nowMs = 0;
        let consumed = 0;
        for (const { ms, amount } of steps) {
          nowMs += ms;
          if (allowance.consume(amount, nowMs)) consumed += amount;
          expect(consumed).toBeLessThanOrEqual(30 + (nowMs * RATE.perSecond) / 1_000 + 1e-9);
        }
      }),
    );
  });
});

describe('Allowances', () => {
  it('keeps allowances that are in use or not full, and removes the others', async () => {
    const allowances = new Allowances(RATE);
    const held = allowances.acquire('held');
    consumeAllOf(allowances.of('spent'), 0);
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
