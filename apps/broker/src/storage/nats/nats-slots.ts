/**
 * The slots of consumers, across all brokers: one small record for each key, changed by compare-and-set. It contains
 * each holder and the broker that the holder is connected to.
 *
 * A broker that has not answered for `LEASE_MS` loses its slots to brokers that ask for them. After it has reconnected,
 * `verify` compares its holders with the record, and those without a slot are closed.
 */
import type { HolderId, SlotStore } from '../ports.js';
import type { Jet } from './jet.js';
import type { Names } from './names.js';
import { changeState, readState } from './state.js';

interface Holder {
  readonly id: HolderId;
  readonly node: string;
}

interface SlotsState {
  readonly holders: readonly Holder[];
}

const NO_HOLDERS: SlotsState = { holders: [] };

export class NatsSlotStore implements SlotStore {
  readonly #jet: Jet;
  readonly #names: Names;
  readonly #node: string;
  /** The key of each slot that this broker holds, by holder. */
  readonly #keys = new Map<HolderId, string>();
  /** The broker of each holder that an `acquire` has read. */
  readonly #nodes = new Map<HolderId, string>();

  constructor(jet: Jet, names: Names, node: string) {
    this.#jet = jet;
    this.#names = names;
    this.#node = node;
  }

  async acquire(key: string, max: number, id: HolderId): Promise<readonly HolderId[]> {
    const subject = this.#names.state('slot', key);
    const state = await changeState<SlotsState>(
      this.#jet,
      this.#names,
      subject,
      this.#node,
      ({ holders } = NO_HOLDERS) => {
        const isHeld = holders.some((holder) => holder.id === id);
        if (isHeld || holders.length >= max) return undefined;
        return { holders: [...holders, { id, node: this.#node }] };
      },
    );
    const { holders } = state ?? NO_HOLDERS;
    if (holders.some((holder) => holder.id === id)) {
      this.#keys.set(id, key);
      return [];
    }
    for (const holder of holders) this.#nodes.set(holder.id, holder.node);
    return holders.map((holder) => holder.id);
  }

  async release(key: string, id: HolderId): Promise<void> {
    this.#keys.delete(id);
    this.#nodes.delete(id);
    const subject = this.#names.state('slot', key);
    await changeState<SlotsState>(this.#jet, this.#names, subject, this.#node, (state) => {
      const holders = state?.holders ?? [];
      if (!holders.some((holder) => holder.id === id)) return undefined;
      return { holders: holders.filter((holder) => holder.id !== id) };
    });
  }

  /** The broker that a holder is connected to; `undefined` if no `acquire` has read it. */
  nodeOf(id: HolderId): string | undefined {
    return this.#nodes.get(id);
  }

  /** Calls `lost` for each holder that this broker has recorded but that has no slot any more. */
  async verify(lost: (id: HolderId) => void): Promise<void> {
    const holdersOf = new Map<string, HolderId[]>();
    for (const [id, key] of this.#keys) holdersOf.set(key, [...(holdersOf.get(key) ?? []), id]);
    for (const [key, ids] of holdersOf) {
      const subject = this.#names.state('slot', key);
      const state = await readState<SlotsState>(this.#jet, this.#names, subject);
      const held = new Set(state?.holders.map((holder) => holder.id));
      for (const id of ids) {
        if (held.has(id) || this.#keys.get(id) !== key) continue;
        this.#keys.delete(id);
        lost(id);
      }
    }
  }
}
