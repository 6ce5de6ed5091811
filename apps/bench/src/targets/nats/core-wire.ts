/**
 * NATS over WebSocket: binary messages that contain the NATS protocol. Each developer is a subject; producers PUB,
 * consumers SUB. Events are neither numbered nor stored. JetStream's wire is based on it.
 */
import { frameMessage, WebSocketOpcode } from '../../framing.js';
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
import { PAYLOAD_AT, payloadLengthOf, readingAround } from '../reading.js';
import { AFTER_PAYLOAD, PONG, publishLine, subscribe } from './commands.js';
import { NatsLink } from './nats-link.js';
import { NatsReader, NatsVerb } from './reader.js';

/** Id of the subscription that delivers events. */
export const EVENTS_SID = 1;

export function createWire(): Wire {
  return new NatsWire();
}

export class NatsWire implements Wire {
  readonly #reader = new NatsReader();

  upgrade(_identity: ClientIdentity): { path: string } {
    return { path: '/' };
  }

  async open(
    link: Link,
    identity: ClientIdentity,
    _opening: Opening,
    _token: string,
  ): Promise<Session> {
    const nats = await NatsLink.open(link);
    if (identity.role === 'consumer') {
      nats.send(subscribe(this.subjectOf(identity), EVENTS_SID));
      await nats.flush();
    }
    return {};
  }

  prepare(identity: ClientIdentity, payload: Buffer): PreparedFrame {
    return publishFrame(this.subjectOf(identity), identity, payload);
  }

  read(bytes: Buffer, from: number, to: number, sink: Sink): number {
    const reader = this.#reader;
    reader.start(bytes, from, to);
    for (let verb = reader.next(); verb !== NatsVerb.None; verb = reader.next()) {
      if (verb === NatsVerb.Message) this.message(reader, sink);
      else if (verb === NatsVerb.Ping) sink.reply(PONG);
      else if (verb === NatsVerb.Error)
        throw new Error(`nats-server reported an error: ${reader.line()}`);
    }
    return reader.position;
  }

  protected subjectOf({ stream }: ClientIdentity): string {
    return `live.${developerOf(stream)}`;
  }

  /** Hot path. */
  protected message(reader: NatsReader, sink: Sink): void {
    deliverEvent(reader, sink, 0);
  }
}

/** Hot path. Passes the message that the reader has parsed to the sink. */
export function deliverEvent(reader: NatsReader, sink: Sink, seq: number): void {
  const { bytes, payloadStart, payloadEnd } = reader;
  const length = payloadLengthOf(bytes, payloadStart, payloadEnd);
  sink.event(bytes, payloadStart + PAYLOAD_AT, length, seq);
}

/** Encodes a PUB around the payload. `reply`: subject for the response. */
export function publishFrame(
  subject: string,
  identity: ClientIdentity,
  payload: Buffer,
  reply?: string,
): PreparedFrame {
  const { before, after } = readingAround(payload, `u${identity.number}`);
  const messageBytes = before.length + payload.length + after.length;
  const line = Buffer.from(publishLine(subject, messageBytes, reply));
  return frameMessage(
    WebSocketOpcode.Binary,
    Buffer.concat([line, before]),
    payload,
    Buffer.concat([after, Buffer.from(AFTER_PAYLOAD)]),
  );
}
