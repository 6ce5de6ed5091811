/** The sessions that hold a slot or are acquiring one. Answers the requests of other brokers about them. */
import { randomUUID } from 'node:crypto';
import type { HolderId, HolderRequest, HolderState } from '../storage/ports.js';

/** The part of a session that is used here. */
export interface SlotHolder {
  /** Whether the link answers within `probeTimeoutMs`. */
  probe(): Promise<boolean>;
  /** Closes the connection. */
  displace(cause: 'no-answer' | 'taken-over'): void;
}

export class SlotHolders {
  /** Identifies this broker in the ids of its holders. */
  readonly #broker = randomUUID();
  readonly #holders = new Map<HolderId, SlotHolder>();
  #count = 0;

  /** Registers the holder until `remove` and returns its id. */
  add(holder: SlotHolder): HolderId {
    const id = `${this.#broker}/${++this.#count}`;
    this.#holders.set(id, holder);
    return id;
  }

  remove(id: HolderId): void {
    this.#holders.delete(id);
  }

  /** The handler for `Brokers.serve`. */
  readonly answer = async (id: HolderId, request: HolderRequest): Promise<HolderState> => {
    const holder = this.#holders.get(id);
    if (holder === undefined) return 'gone';
    if (request === 'probe' && (await holder.probe())) return 'alive';
    holder.displace(request === 'probe' ? 'no-answer' : 'taken-over');
    return 'gone';
  };
}
