/**
 * Retention and the size limit. One broker at a time purges, to reduce the load on the servers; correctness does not
 * depend on it. Before the last record of a log is removed, the head of the log is written.
 */
import type { Logger } from '../../observability/logger.js';
import type { LogUsage } from '../ports.js';
import { type Retention, retentionStartMs, SizeBound } from '../retention.js';
import type { Heads } from './heads.js';
import type { Jet } from './jet.js';
import { PURGE_LEASE_MS, SWEEP_RECORDS } from './limits.js';
import type { Names } from './names.js';
import { Pull } from './pull.js';
import { decodeHeader, lastSeqOf, RECORD_HEADER, type StoredHeader } from './record.js';
import { changeState } from './state.js';

export interface LogPurgeOptions {
  readonly jet: Jet;
  readonly names: Names;
  readonly heads: Heads;
  readonly node: string;
  readonly retention: Retention;
  readonly logger: Logger;
}

interface Lease {
  readonly node: string;
  readonly untilMs: number;
}

/** Estimated bytes of a message in a stream in addition to its payload and header. */
const MESSAGE_BYTES = 60;

/** Header with the length of the payload, if the servers send only headers. */
const SIZE_HEADER = 'Nats-Msg-Size';

export class LogPurge {
  readonly #options: LogPurgeOptions;
  readonly #size: SizeBound;
  readonly #bytes: number[];

  constructor(options: LogPurgeOptions) {
    this.#options = options;
    this.#size = new SizeBound(options.retention, options.logger);
    this.#bytes = new Array(options.names.shards).fill(0);
  }

  get usage(): LogUsage {
    const bytes = this.#bytes.reduce((sum, one) => sum + one, 0);
    return { bytes, purgedEarlyBytes: this.#size.purgedEarlyBytes };
  }

  /** Counts bytes that this broker has appended. */
  addBytes(shard: number, bytes: number): void {
    this.#bytes[shard] = (this.#bytes[shard] as number) + bytes + MESSAGE_BYTES;
    this.#size.check(this.usage.bytes);
  }

  /** Reads the sizes of the streams from the servers. */
  async refreshUsage(): Promise<void> {
    const { jet, names } = this.#options;
    for (let shard = 0; shard < names.shards; shard++) {
      this.#bytes[shard] = (await jet.info(names.logStream(shard))).state.bytes;
    }
    this.#size.check(this.usage.bytes);
  }

  async run(): Promise<void> {
    await this.refreshUsage();
    const due: number[] = [];
    for (let shard = 0; shard < this.#options.names.shards; shard++) {
      if (await this.#isDue(shard)) due.push(shard);
    }
    if (due.length === 0 || !(await this.#acquireLease())) return;
    try {
      for (const shard of due) {
        while ((await this.#isDue(shard)) && (await this.#purgeStep(shard)))
          await this.refreshUsage();
      }
    } finally {
      await this.#releaseLease();
    }
  }

  /** Whether the oldest record of the shard must be removed. */
  async #isDue(shard: number): Promise<boolean> {
    const oldest = await this.#oldest(shard);
    if (oldest === undefined) return false;
    if (oldest.committedAtMs < retentionStartMs(this.#options.retention)) return true;
    if (!this.#size.isOver(this.usage.bytes)) return false;
    // Over the size limit, only the shard with the oldest record is due.
    for (let other = 0; other < this.#options.names.shards; other++) {
      const candidate = other === shard ? undefined : await this.#oldest(other);
      if (candidate !== undefined && candidate.committedAtMs < oldest.committedAtMs) return false;
    }
    return true;
  }

  async #oldest(shard: number): Promise<StoredHeader | undefined> {
    const { jet, names } = this.#options;
    const message = await jet.next(names.logStream(shard), names.logSubjects(shard), 1);
    return message && decodeHeader(message);
  }

  /** Removes some of the oldest records. Returns whether any had to be removed. */
  async #purgeStep(shard: number): Promise<boolean> {
    const { jet, names, heads, retention } = this.#options;
    const stream = names.logStream(shard);
    const startMs = retentionStartMs(retention);
    const newest = new Map<string, StoredHeader>();
    let bytes = 0;
    let earlyBytes = 0;
    let upTo = 0;
    await using pull = await jet.retrying(() =>
      Pull.open(jet, { stream, from: 1, headersOnly: true }),
    );
    for (const message of await pull.page(SWEEP_RECORDS)) {
      const header = decodeHeader(message);
      const isYoung = header.committedAtMs >= startMs;
      if (isYoung && (bytes >= this.#size.purgeStepBytes || !this.#size.isOver(this.usage.bytes))) {
        break;
      }
      const messageBytes =
        Number(message.header(SIZE_HEADER)) + message.header(RECORD_HEADER).length + MESSAGE_BYTES;
      bytes += messageBytes;
      if (isYoung) earlyBytes += messageBytes;
      const previous = newest.get(message.subject);
      // A fork does not continue the previous record, so it is no part of the log and must not become its head.
      if (previous === undefined || previous.streamSeq === header.prev) {
        newest.set(message.subject, header);
      }
      upTo = message.seq;
    }
    if (upTo === 0) return false;
    for (const [subject, header] of newest) {
      const last = await jet.last(stream, subject);
      if (last !== undefined && last.seq > upTo) continue;
      await heads.raise(subject, { lastSeq: lastSeqOf(header), streamSeq: header.streamSeq });
    }
    await jet.purgeBefore(stream, upTo + 1);
    if (earlyBytes > 0) this.#size.countPurgedEarly(earlyBytes);
    return true;
  }

  #leaseSubject(): string {
    return this.#options.names.state('purge', 'lease');
  }

  async #acquireLease(): Promise<boolean> {
    const { jet, names, node } = this.#options;
    const lease = await changeState<Lease>(jet, names, this.#leaseSubject(), node, (held) => {
      const isFree = held === undefined || held.node === node || held.untilMs < Date.now();
      return isFree ? { node, untilMs: Date.now() + PURGE_LEASE_MS } : undefined;
    });
    return lease?.node === node;
  }

  async #releaseLease(): Promise<void> {
    const { jet, names, node } = this.#options;
    await changeState<Lease>(jet, names, this.#leaseSubject(), node, (held) =>
      held?.node === node ? { node, untilMs: 0 } : undefined,
    );
  }
}
