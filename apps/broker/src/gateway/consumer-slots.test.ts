import { describe, expect, it } from 'vitest';
import { LocalBrokers, LocalSlotStore } from '../storage/local-slots.js';
import type { HolderId } from '../storage/ports.js';
import { ConsumerSlots } from './consumer-slots.js';
import { type SlotHolder, SlotHolders } from './slot-holders.js';

/** A session that releases its slot when it is displaced. */
class Holder implements SlotHolder {
  isAlive = true;
  displacedBy: string | undefined;
  readonly id: HolderId;
  readonly #slots: ConsumerSlots;

  constructor(slots: ConsumerSlots, holders: SlotHolders) {
    this.#slots = slots;
    this.id = holders.add(this);
  }

  async probe(): Promise<boolean> {
    return this.isAlive;
  }

  displace(cause: 'no-answer' | 'taken-over'): void {
    this.displacedBy = cause;
    void this.#slots.release('a', this.id);
  }
}

function slotsWithHolders(max: number, takeOver = false) {
  const brokers = new LocalBrokers();
  const holders = new SlotHolders();
  brokers.serve(holders.answer);
  const settings = { name: 'consumers', max, takeOver };
  const slots = new ConsumerSlots(settings, new LocalSlotStore(), brokers);
  return { slots, holders, holder: () => new Holder(slots, holders) };
}

describe('ConsumerSlots', () => {
  it('[P-ID-9] refuses one more than the limit and keeps the present holders', async () => {
    const { slots, holder } = slotsWithHolders(2);
    const [one, two, three] = [holder(), holder(), holder()];
    expect(await slots.acquire('a', one.id)).toBe(true);
    expect(await slots.acquire('a', two.id)).toBe(true);
    expect(await slots.acquire('a', three.id)).toBe(false);
    expect(await slots.acquire('b', three.id)).toBe(true);
    expect([one.displacedBy, two.displacedBy]).toEqual([undefined, undefined]);
  });

  it('[P-ID-10] frees the slot of a holder that does not answer', async () => {
    const { slots, holder } = slotsWithHolders(1);
    const [dead, newcomer] = [holder(), holder()];
    await slots.acquire('a', dead.id);
    dead.isAlive = false;
    expect(await slots.acquire('a', newcomer.id)).toBe(true);
    expect(dead.displacedBy).toBe('no-answer');
  });

  it('[P-ID-10] frees the slot of a holder that is unknown to all brokers', async () => {
    const { slots, holders, holder } = slotsWithHolders(1);
    const [gone, newcomer] = [holder(), holder()];
    await slots.acquire('a', gone.id);
    holders.remove(gone.id);
    expect(await slots.acquire('a', newcomer.id)).toBe(true);
  });

  it('[P-ID-10] grants a freed slot to only one of many newcomers', async () => {
    const { slots, holder } = slotsWithHolders(1);
    const dead = holder();
    await slots.acquire('a', dead.id);
    dead.isAlive = false;
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => slots.acquire('a', holder().id)),
    );
    expect(outcomes.filter((hasSlot) => hasSlot)).toHaveLength(1);
  });

  it('[P-ID-11] frees a slot as soon as it is released', async () => {
    const { slots, holder } = slotsWithHolders(1);
    const [one, two] = [holder(), holder()];
    await slots.acquire('a', one.id);
    void slots.release('a', one.id);
    void slots.release('a', one.id);
    expect(await slots.acquire('a', two.id)).toBe(true);
  });

  it('[P-ID-13] gives the slot of the oldest holder to the newcomer, if take-over is set', async () => {
    const { slots, holder } = slotsWithHolders(2, true);
    const [oldest, newer, newcomer] = [holder(), holder(), holder()];
    for (const { id } of [oldest, newer, newcomer]) {
      expect(await slots.acquire('a', id)).toBe(true);
    }
    expect([oldest.displacedBy, newer.displacedBy]).toEqual(['taken-over', undefined]);
  });
});
