/**
 * JetStream over WebSocket: producers PUB to a stream in file storage; consumers are ordered push consumers with flow
 * control and idle heartbeats, and respond to both like NATS's own clients. A replay is such a consumer that starts in
 * the past.
 *
 * A push consumer delivers only if its subject has a subscriber. Therefore the subscription is sent last, after the
 * consumer is created, so that no event arrives while the connection is being opened.
 */
import { randomUUID } from 'node:crypto';
import type {
  ClientIdentity,
  Link,
  Opening,
  PreparedFrame,
  Session,
  Sink,
  Wire,
} from '../../wire.js';
import { developerOf } from '../../wires/wearwire.js';
import { publish, subscribe } from './commands.js';
import { deliverEvent, EVENTS_SID, NatsWire, publishFrame } from './core-wire.js';
import { NatsLink } from './nats-link.js';
import type { NatsReader } from './reader.js';

export interface JetStreamSettings {
  /** Number of developers in the run. */
  readonly developers: number;
  /** Whether producers request an acknowledgement of each event. */
  readonly hasAcks: boolean;
}

/**
 * Maximum number of JetStream streams. Each event wakes every consumer of its stream, so a thousand developers
 * in one stream would be slow; they are distributed over several, as an operator would do.
 */
const SHARDS_MAX = 64;

export function shardsOf(developers: number): number {
  return Math.min(developers, SHARDS_MAX);
}

export function shardStream(shard: number): string {
  return `LIVE${shard}`;
}

/** Subject pattern of all developers of a shard. */
export function shardSubjects(shard: number): string {
  return `live.${shard}.>`;
}

const ANSWERS_SID = 2;
const NS_PER_S = 1_000_000_000;
const IDLE_HEARTBEAT_S = 5;
const INACTIVE_THRESHOLD_S = 300;

/** `$JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.<consumer seq>.<time>.<pending>` */
const STREAM_SEQ_WORD = 5;
const CONSUMER_SEQ_WORD = 6;
const DOT = 46;
const ZERO = 48;
export const OPENING_BRACE = 123;

export function createWire(settings: unknown): Wire {
  return new JetStreamWire(settings as JetStreamSettings);
}

class JetStreamWire extends NatsWire {
  readonly #settings: JetStreamSettings;
  readonly #seqWord: number;

  constructor(settings: JetStreamSettings) {
    super();
    this.#settings = settings;
    // A stream numbers the events of all its developers: with several, only the consumer sequence has no gaps.
    this.#seqWord = this.#isAlone ? STREAM_SEQ_WORD : CONSUMER_SEQ_WORD;
  }

  /** Whether each developer has a separate stream. */
  get #isAlone(): boolean {
    return this.#settings.developers <= SHARDS_MAX;
  }

  #shardOf({ stream }: ClientIdentity): number {
    return stream % shardsOf(this.#settings.developers);
  }

  protected override subjectOf(identity: ClientIdentity): string {
    return `live.${this.#shardOf(identity)}.${developerOf(identity.stream)}`;
  }

  override async open(link: Link, identity: ClientIdentity, opening: Opening): Promise<Session> {
    const nats = await NatsLink.open(link);
    if (identity.role === 'consumer') await this.#openConsumer(nats, identity, opening);
    else if (this.#settings.hasAcks) nats.send(subscribe(answersOf(identity), ANSWERS_SID));
    return {};
  }

  async #openConsumer(nats: NatsLink, identity: ClientIdentity, opening: Opening): Promise<void> {
    const inbox = `_INBOX.${randomUUID()}`;
    const events = `${inbox}.events`;
    const config = {
      deliver_subject: events,
      filter_subject: this.subjectOf(identity),
      ack_policy: 'none',
      max_deliver: 1,
      flow_control: true,
      idle_heartbeat: IDLE_HEARTBEAT_S * NS_PER_S,
      inactive_threshold: INACTIVE_THRESHOLD_S * NS_PER_S,
      mem_storage: true,
      num_replicas: 1,
      ...this.#startOf(opening),
    };
    const stream = shardStream(this.#shardOf(identity));
    const body = { stream_name: stream, config };
    await nats.request(`$JS.API.CONSUMER.CREATE.${stream}`, body, `${inbox}.api`, ANSWERS_SID);
    nats.send(subscribe(events, EVENTS_SID));
  }

  #startOf({ replayFrom, resumeAfter }: Opening): object {
    const after = resumeAfter ?? replayFrom;
    if (after === undefined) return { deliver_policy: 'new' };
    if (after === 0) return { deliver_policy: 'all' };
    if (!this.#isAlone) {
      throw new Error(
        `JetStream cannot start after a seq if developers share streams: use at most ${SHARDS_MAX} developers`,
      );
    }
    return { deliver_policy: 'by_start_sequence', opt_start_seq: after + 1 };
  }

  override prepare(identity: ClientIdentity, payload: Buffer): PreparedFrame {
    const reply = this.#settings.hasAcks ? answersOf(identity) : undefined;
    return publishFrame(this.subjectOf(identity), identity, payload, reply);
  }

  protected override message(reader: NatsReader, sink: Sink): void {
    if (reader.sid === ANSWERS_SID) {
      checkStored(reader);
      sink.eventStored?.();
      return;
    }
    if (reader.payloadStart > reader.headersStart) return answerStatus(reader, sink);
    deliverEvent(reader, sink, this.#seqOf(reader));
  }

  /** Hot path. Parses the sequence in the reply subject. */
  #seqOf(reader: NatsReader): number {
    const { bytes, replyEnd } = reader;
    let at = reader.replyStart;
    for (let word = 0; word < this.#seqWord && at < replyEnd; at += 1) {
      if (bytes[at] === DOT) word += 1;
    }
    let seq = 0;
    for (; at < replyEnd && bytes[at] !== DOT; at += 1)
      seq = seq * 10 + (bytes[at] as number) - ZERO;
    return seq;
  }
}

function answersOf(identity: ClientIdentity): string {
  return `_INBOX.p${identity.number}`;
}

const REFUSAL = Buffer.from('"error"');

/** Throws if the event was not stored: the answer then has an `error`, or is empty because nothing responded. */
export function checkStored({ bytes, payloadStart, payloadEnd }: NatsReader): void {
  const answer = bytes.subarray(payloadStart, payloadEnd);
  if (answer[0] !== OPENING_BRACE || answer.includes(REFUSAL)) {
    const why = answer.toString('utf8') || 'no responder';
    throw new Error(`JetStream did not store an event: ${why}`);
  }
}

/** Responds to flow control at its reply subject; to a stalled consumer's heartbeat, at the subject in its header. */
function answerStatus(reader: NatsReader, sink: Sink): void {
  const { bytes, replyStart, replyEnd, headersStart, payloadStart } = reader;
  const headers = bytes.toString('latin1', headersStart, payloadStart);
  const stalled = /^Nats-Consumer-Stalled: *(\S+)/m.exec(headers)?.[1];
  const subject = replyEnd > replyStart ? bytes.toString('latin1', replyStart, replyEnd) : stalled;
  if (subject !== undefined) sink.reply(Buffer.from(publish(subject, '')));
}
