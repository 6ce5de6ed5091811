/**
 * The role of a developer's connection, with the handler of REPLAY: receives events of the stream, live and replayed.
 * Also used for monitors.
 */
import {
  CloseCode,
  type HeartbeatAckFrame,
  Opcode,
  rangeCount,
  rangeOfReplay,
  replayOfRange,
  type SeqRange,
} from '@wearwire/protocol';
import { replayPayloadOf } from '@wearwire/protocol/server';
import { type Chunk, chunkCount } from '../../storage/chunk.js';
import type { ConsumerFeed, ConsumerSink } from '../../stream/consumer-feed.js';
import type { DeveloperStream } from '../../stream/developer-stream.js';
import type { Frame } from '../frame.js';
import type { Session } from '../session.js';
import { Role } from './role.js';

export interface ConsumerOptions {
  /** Start after this seq; `undefined`: live events only. */
  readonly after: number | undefined;
  readonly isMonitor: boolean;
}

export class ConsumerRole extends Role implements ConsumerSink {
  readonly name: 'consumer' | 'monitor';
  override readonly stream: DeveloperStream;
  override readonly unsentEventBytesMax: number;
  readonly #feed: ConsumerFeed;
  readonly #session: Session;
  readonly #releaseSlot: () => void;

  /** Starts the flow of events. `releaseSlot` is called once, when the consumer leaves. */
  constructor(
    session: Session,
    stream: DeveloperStream,
    releaseSlot: () => void,
    { after, isMonitor }: ConsumerOptions,
  ) {
    super();
    this.name = isMonitor ? 'monitor' : 'consumer';
    this.stream = stream;
    this.unsentEventBytesMax = session.gateway.settings.unsentDispatchBytesMax;
    this.#session = session;
    this.#releaseSlot = releaseSlot;
    this.#feed = stream.openFeed(this, after);
  }

  /** Handles a REPLAY: adds a cursor over the log in addition to the live one. */
  replay(frame: Frame): void {
    const session = this.#session;
    const payload = replayPayloadOf(frame.payload());
    if (!payload.ok) return session.refuseFrame(payload.error);
    if (this.#feed.replaysPending >= session.gateway.settings.replaysPendingMax) {
      return session.refuseLimit('replaysPendingMax');
    }
    this.#feed.replay(rangeOfReplay(payload.value, this.stream.committedSeq));
  }

  send(chunk: Chunk): number {
    const { codec, link } = this.#session;
    const sent = link.sendFrames(codec.chunk(chunk), codec.isBinary);
    if (sent < chunkCount(chunk)) this.#session.filled();
    return sent;
  }

  override drained(): void {
    this.#feed.drained();
  }

  /** As published, or with the newest seq of the stream if negotiated (P-EXT-5). */
  override heartbeatAck(): HeartbeatAckFrame {
    const ack = super.heartbeatAck();
    if (!this.#session.extensions.includes('position')) return ack;
    return { ...ack, d: { last_seq: this.stream.committedSeq } };
  }

  /** Sends REPLAY_END after a replay, if negotiated (P-EXT-6). */
  async replayed(range: SeqRange, sent: number): Promise<void> {
    if (!this.#session.extensions.includes('replay-end')) return;
    const firstSeq = await this.stream.log.firstSeq();
    if (this.#session.isClosed) return;
    this.#session.send({
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
    this.#session.gateway.logger.error({ err: error }, 'cannot read the log');
    this.#session.refuse(CloseCode.InternalError, 'stored readings could not be read');
  }

  restarted(): void {
    this.#session.refuse(CloseCode.TryAgainLater, 'the log continues in another epoch');
  }

  leave(): void {
    this.stream.closeFeed(this.#feed);
    this.#releaseSlot();
  }
}

export function replay(session: Session, frame: Frame): void {
  if (session.role instanceof ConsumerRole) session.role.replay(frame);
}
