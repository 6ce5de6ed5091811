/** What an identified connection holds in its developer's stream. */
import type { FrameScanner } from '@wearwire/protocol';
import { CloseCode } from '@wearwire/protocol';
import type { Chunk } from '../storage/chunk.js';
import { LogWriteError } from '../storage/errors.js';
import type { ConsumerFeed, ConsumerSink } from '../stream/consumer-feed.js';
import type { DeveloperStream, ProducerPort } from '../stream/developer-stream.js';
import type { Connection } from './connection.js';

export class ProducerSeat implements ProducerPort {
  readonly stream: DeveloperStream;
  /** Seq of this connection's last SUBMIT; 0 before the first. */
  lastSeq = 0;
  readonly #connection: Connection;
  readonly #uidJson: Uint8Array;

  constructor(connection: Connection, stream: DeveloperStream, userId: string) {
    this.stream = stream;
    this.#connection = connection;
    this.#uidJson = Buffer.from(JSON.stringify(userId));
  }

  submit(source: Uint8Array, scan: FrameScanner): void {
    this.lastSeq = this.stream.submit(source, scan, this.#uidJson);
  }

  tellWhenCommitted(): void {
    this.stream.tellWhenCommitted(this);
  }

  committed(): void {
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
}

export class ConsumerSeat implements ConsumerSink {
  readonly stream: DeveloperStream;
  readonly feed: ConsumerFeed;
  readonly #connection: Connection;

  /** Live events flow from here on. */
  constructor(connection: Connection, stream: DeveloperStream) {
    this.stream = stream;
    this.#connection = connection;
    this.feed = stream.openFeed(this);
  }

  send(chunk: Chunk, from: number, to: number): number {
    return this.#connection.link.sendFrames(chunk, from, to);
  }

  fail(error: unknown): void {
    this.#connection.gateway.logger.error({ err: error }, 'could not read the log');
    this.#connection.refuse(CloseCode.InternalError, 'stored readings could not be read');
  }

  leave(): void {
    this.stream.closeFeed(this.feed);
    this.#connection.gateway.places.release(this.stream.developerId, this.#connection);
  }
}
