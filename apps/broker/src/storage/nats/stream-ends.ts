/**
 * The newest record that this broker has seen in the stream of each shard, whichever developer it belongs to. If the
 * stream lacks that record, an older copy was restored or the servers lost confirmed records, and a new epoch begins.
 *
 * The followers check the logs that are open. This check covers the others: a restore loses their records as well, and
 * without a new epoch their seqs would be assigned again.
 */
import type { Epochs } from './epochs.js';
import type { Jet, StoredMessage } from './jet.js';
import type { Names } from './names.js';
import { decodeHeader, type StoredHeader } from './record.js';

/** A stream sequence, and which record was appended there. */
type RecordId = Pick<StoredHeader, 'streamSeq' | 'node' | 'batch'>;

/** `undefined`: the message is not a record. */
function idOf(message: StoredMessage): RecordId | undefined {
  try {
    return decodeHeader(message);
  } catch {
    return undefined;
  }
}

export class StreamEnds {
  readonly #jet: Jet;
  readonly #names: Names;
  readonly #epochs: Epochs;
  readonly #newest: (RecordId | undefined)[] = [];
  #isPinned = false;
  #pins = 0;

  constructor(jet: Jet, names: Names, epochs: Epochs) {
    this.#jet = jet;
    this.#names = names;
    this.#epochs = epochs;
  }

  /** Call with each record that is read or appended. */
  add(shard: number, { streamSeq, node, batch }: StoredHeader): void {
    if (this.#isPinned || streamSeq <= (this.#newest[shard]?.streamSeq ?? 0)) return;
    this.#newest[shard] = { streamSeq, node, batch };
  }

  /**
   * Call when the servers do not answer. Until the next check `add` has no effect: records appended to a restored copy
   * must not replace the record whose loss shows the restore.
   */
  pin(): void {
    this.#isPinned = true;
    this.#pins++;
  }

  /** Forgets the newest record of the shard, because another epoch has begun. */
  forget(shard: number): void {
    this.#newest[shard] = undefined;
  }

  /**
   * Checks that each stream still has the newest known record, and begins a new epoch if not. Then remembers the last
   * record of each stream. Ends `pin`, unless it is called meanwhile. Throws `NatsUnavailableError`.
   */
  async verify(): Promise<void> {
    const pins = this.#pins;
    for (let shard = 0; shard < this.#names.shards; shard++) await this.#verify(shard);
    if (pins === this.#pins) this.#isPinned = false;
  }

  async #verify(shard: number): Promise<void> {
    const stream = this.#names.logStream(shard);
    const { last_seq: lastSeq } = (await this.#jet.info(stream)).state;
    const newest = this.#newest[shard];
    if (newest !== undefined && (await this.#isLost(stream, newest))) {
      // If another epoch has begun meanwhile, its records are not compared with this one.
      if (this.#newest[shard] !== newest) return;
      if (await this.#epochs.suspect(shard, () => this.#isLost(stream, newest))) return;
    }
    if (lastSeq <= (newest?.streamSeq ?? 0)) return;
    const message = await this.#jet.at(stream, lastSeq);
    if (message !== undefined && this.#newest[shard] === newest) {
      this.#newest[shard] = idOf(message) ?? newest;
    }
  }

  /** Whether the stream lacks the record, although retention has not removed it. */
  async #isLost(stream: string, { streamSeq, node, batch }: RecordId): Promise<boolean> {
    const message = await this.#jet.at(stream, streamSeq);
    if (message !== undefined) {
      const id = idOf(message);
      return id?.node !== node || id.batch !== batch;
    }
    const { first_seq: firstSeq, last_seq: lastSeq } = (await this.#jet.info(stream)).state;
    return lastSeq < streamSeq || firstSeq <= streamSeq;
  }
}
