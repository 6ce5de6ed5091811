/** What an identified connection holds in its developer's stream. */
import {
  CloseCode,
  type Extension,
  Opcode,
  rangeCount,
  replayOfRange,
  type SeqRange,
  type ServerFrame,
} from '@wearwire/protocol';
import type { FrameScanner } from '@wearwire/protocol/server';
import type { Link } from '../sockets/port.js';
import type { Chunk } from '../storage/chunk.js';
import type { ConsumerFeed, ConsumerSink } from '../stream/consumer-feed.js';
import type { DeveloperStream, ProducerPort } from '../stream/developer-stream.js';
import type { Codec } from './codec.js';
import type { ConsumerPlaces, PlaceHolder } from './consumer-places.js';
import type { Deadline } from './deadline-wheel.js';
import type { Gateway } from './gateway.js';
import { SubmitAcks } from './submit-acks.js';
import type { ProducerRates } from './submit-rates.js';

/** The connection that sits here, as far as a seat needs it. */
export interface SeatOwner extends PlaceHolder, Deadline {
  readonly gateway: Gateway;
  readonly link: Link;
  readonly codec: Codec;
  readonly extensions: readonly Extension[];
  readonly isClosed: boolean;
  send(frame: ServerFrame): void;
  refuse(code: CloseCode, reason?: string): void;
  /** The link took less than it was given. */
  filled(): void;
  /** Sends the ACKs that are free to go and returns when to look again, in ms. */
  sendAcks(nowMs: number): number;
}

export class ProducerSeat implements ProducerPort {
  readonly stream: DeveloperStream;
  /** Seq of this connection's last SUBMIT; 0 before the first. */
  lastSeq = 0;
  /** How much it may submit; `undefined`: any amount. */
  readonly rates: ProducerRates | undefined;
  readonly #owner: SeatOwner;
  readonly #userId: string;
  readonly #uidJson: Uint8Array;
  /** With the extension `ack`. */
  readonly #acks: SubmitAcks | undefined;

  /** `producerId`: as in IDENTIFY, for SUBMITs that are stored once however often they come. */
  constructor(
    owner: SeatOwner,
    stream: DeveloperStream,
    userId: string,
    producerId: string | undefined,
  ) {
    this.stream = stream;
    this.#owner = owner;
    this.#userId = userId;
    this.#uidJson = Buffer.from(JSON.stringify(userId));
    this.rates = owner.gateway.submitRates.join(stream.developerId, userId);
    if (owner.extensions.includes('ack')) {
      const producer = producerId && JSON.stringify([userId, producerId]);
      this.#acks = new SubmitAcks(stream, producer, owner.gateway.settings.acks.pendingMax);
    }
  }

  /** `false`: its `n` is no number. Hot path. */
  submit(source: Uint8Array, scan: FrameScanner): boolean {
    if (this.#acks === undefined || scan.nEnd === 0) {
      this.lastSeq = this.stream.submit(source, scan, this.#uidJson);
      return true;
    }
    const n = scan.numberOfN(source);
    if (n === undefined) return false;
    this.lastSeq = this.#acks.submit(source, scan, this.#uidJson, n, this.rates?.paidAtMs ?? 0);
    if (this.lastSeq > this.stream.committedSeq) this.tellWhenCommitted();
    else this.committed();
    return true;
  }

  tellWhenCommitted(): void {
    this.stream.tellWhenCommitted(this);
  }

  committed(): void {
    const { wheel, monotonicMs } = this.#owner.gateway;
    wheel.schedule(this.#owner, this.#owner.sendAcks(monotonicMs()));
  }

  refused(): void {
    this.#owner.refuse(CloseCode.TryAgainLater, 'the reading could not be stored');
  }

  leave(): void {
    this.stream.removeProducer(this);
    this.#owner.gateway.userConnections.leave(this.stream.developerId, this.#userId);
    this.rates?.leave();
  }

  /** Sends the ACK that is free to go and returns when to look again; `Infinity`: with the next commit. */
  sendAck(nowMs: number): number {
    if (this.#acks === undefined) return Infinity;
    const n = this.#acks.release(nowMs);
    if (n !== undefined) this.#owner.send({ op: Opcode.Ack, d: { n } });
    if (this.#acks.isWaiting) this.tellWhenCommitted();
    return this.#acks.nextAtMs;
  }
}

export class ConsumerSeat implements ConsumerSink {
  readonly stream: DeveloperStream;
  readonly feed: ConsumerFeed;
  readonly #owner: SeatOwner;
  readonly #places: ConsumerPlaces;

  /** Events flow from here on: those behind `after`, or live ones only. `places`: where the owner has one. */
  constructor(
    owner: SeatOwner,
    stream: DeveloperStream,
    places: ConsumerPlaces,
    after: number | undefined,
  ) {
    this.stream = stream;
    this.#owner = owner;
    this.#places = places;
    this.feed = stream.openFeed(this, after);
  }

  send(chunk: Chunk, from: number, to: number): number {
    const { codec, link } = this.#owner;
    const end = link.sendFrames(codec.chunk(chunk), from, to, codec.isBinary);
    if (end < to) this.#owner.filled();
    return end;
  }

  /** P-EXT-6 */
  async replayed(range: SeqRange, sent: number): Promise<void> {
    if (!this.#owner.extensions.includes('replay-end')) return;
    const { firstSeq } = await this.stream.log.head(this.stream.developerId);
    if (this.#owner.isClosed) return;
    this.#owner.send({
      op: Opcode.ReplayEnd,
      d: {
        ...replayOfRange(range),
        sent,
        first_available: firstSeq,
        truncated: sent < rangeCount(range),
      },
    });
  }

  fail(error: unknown): void {
    this.#owner.gateway.logger.error({ err: error }, 'could not read the log');
    this.#owner.refuse(CloseCode.InternalError, 'stored readings could not be read');
  }

  leave(): void {
    this.stream.closeFeed(this.feed);
    this.#places.release(this.stream.developerId, this.#owner);
  }
}
