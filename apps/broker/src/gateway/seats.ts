/** What an identified connection holds in its developer's stream. */
import { CloseCode, Opcode, rangeCount, replayOfRange, type SeqRange } from '@wearwire/protocol';
import type { FrameScanner } from '@wearwire/protocol/server';
import type { Chunk } from '../storage/chunk.js';
import { LogWriteError } from '../storage/errors.js';
import type { ConsumerFeed, ConsumerSink } from '../stream/consumer-feed.js';
import type { DeveloperStream, ProducerPort } from '../stream/developer-stream.js';
import type { Connection } from './connection.js';
import { SubmitAcks } from './submit-acks.js';

export class ProducerSeat implements ProducerPort {
  readonly stream: DeveloperStream;
  /** Seq of this connection's last SUBMIT; 0 before the first. */
  lastSeq = 0;
  readonly #connection: Connection;
  readonly #uidJson: Uint8Array;
  /** With the extension `ack`. */
  readonly #acks: SubmitAcks | undefined;

  /** `producerId`: as in IDENTIFY, for SUBMITs that are stored once however often they come. */
  constructor(
    connection: Connection,
    stream: DeveloperStream,
    userId: string,
    producerId: string | undefined,
  ) {
    this.stream = stream;
    this.#connection = connection;
    this.#uidJson = Buffer.from(JSON.stringify(userId));
    if (connection.extensions.includes('ack')) {
      const producer = producerId && JSON.stringify([userId, producerId]);
      this.#acks = new SubmitAcks(stream, producer);
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
    this.lastSeq = this.#acks.submit(source, scan, this.#uidJson, n);
    if (this.lastSeq > this.stream.committedSeq) this.tellWhenCommitted();
    else this.#sendAck();
    return true;
  }

  tellWhenCommitted(): void {
    this.stream.tellWhenCommitted(this);
  }

  committed(): void {
    this.#sendAck();
    const { wheel, monotonicMs } = this.#connection.gateway;
    wheel.schedule(this.#connection, this.#connection.sendAcks(monotonicMs()));
  }

  refused(error: unknown): void {
    const isFinal = error instanceof LogWriteError && error.final;
    this.#connection.refuse(
      isFinal ? CloseCode.InternalError : CloseCode.TryAgainLater,
      'the reading could not be stored',
    );
  }

  leave(): void {
    this.stream.removeProducer(this);
  }

  #sendAck(): void {
    if (this.#acks === undefined) return;
    const n = this.#acks.release();
    if (n !== undefined) this.#connection.send({ op: Opcode.Ack, d: { n } });
    if (this.#acks.isWaiting) this.tellWhenCommitted();
  }
}

export class ConsumerSeat implements ConsumerSink {
  readonly stream: DeveloperStream;
  readonly feed: ConsumerFeed;
  readonly #connection: Connection;

  /** Events flow from here on: those behind `after`, or live ones only. */
  constructor(connection: Connection, stream: DeveloperStream, after: number | undefined) {
    this.stream = stream;
    this.#connection = connection;
    this.feed = stream.openFeed(this, after);
  }

  send(chunk: Chunk, from: number, to: number): number {
    const { codec, link } = this.#connection;
    const end = link.sendFrames(codec.chunk(chunk), from, to, codec.isBinary);
    if (end < to) this.#connection.filled();
    return end;
  }

  replayed(range: SeqRange, sent: number): void {
    if (!this.#connection.extensions.includes('replay-end')) return;
    this.#sendReplayEnd(range, sent).catch((error: unknown) => this.fail(error));
  }

  fail(error: unknown): void {
    this.#connection.gateway.logger.error({ err: error }, 'could not read the log');
    this.#connection.refuse(CloseCode.InternalError, 'stored readings could not be read');
  }

  leave(): void {
    this.stream.closeFeed(this.feed);
    this.#connection.gateway.places.release(this.stream.developerId, this.#connection);
  }

  /** P-EXT-6 */
  async #sendReplayEnd(range: SeqRange, sent: number): Promise<void> {
    const { firstSeq } = await this.stream.log.head(this.stream.developerId);
    if (this.#connection.isClosed) return;
    this.#connection.send({
      op: Opcode.ReplayEnd,
      d: {
        ...replayOfRange(range),
        sent,
        first_available: firstSeq,
        truncated: sent < rangeCount(range),
      },
    });
  }
}
