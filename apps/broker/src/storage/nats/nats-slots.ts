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
  /** The broker of each holder in `#others`. */
  readonly #nodes = new Map<HolderId, string>();
  /** The holders in `#nodes` by key, as read by the last `acquire` of the key. */
  readonly #others = new Map<string, readonly Holder[]>();

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
      // Another `acquire` of this key may still need those of them that it has read.
      this.#remember(
        key,
        holders.filter((holder) => this.#nodes.has(holder.id)),
      );
      return [];
    }
    this.#remember(key, holders);
    return holders.map((holder) => holder.id);
  }

  /** Replaces the holders that are remembered for the key, so that those without a slot are forgotten. */
  #remember(key: string, holders: readonly Holder[]): void {
    for (const { id } of this.#others.get(key) ?? []) this.#nodes.delete(id);
    for (const { id, node } of holders) this.#nodes.set(id, node);
    if (holders.length > 0) this.#others.set(key, holders);
    else this.#others.delete(key);
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

  /** The broker that a holder is connected to; `undefined` if the last `acquire` of its key did not find it. */
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
