/**
 * Acknowledged publishes of single events over WebSocket. Each requests an acknowledgement from JetStream; consumers
 * subscribe to the acknowledgements and read no events: an event counts as arrived when JetStream has acknowledged it.
 *
 * An acknowledgement does not contain the event. Therefore the payload, with number and time, is in the reply subject,
 * and the stored message has the length of the event and constant contents.
 */
import { frameMessage, WebSocketOpcode } from '../../framing.js';
import type { ClientIdentity, Link, PreparedFrame, Session, Sink, Wire } from '../../wire.js';
import { developerOf } from '../../wires/wearwire.js';
import { readingAround } from '../reading.js';
import { publish, subscribe } from './commands.js';
import { EVENTS_SID, NatsWire } from './core-wire.js';
import { checkStored, OPENING_BRACE } from './jetstream-wire.js';
import { NatsLink } from './nats-link.js';
import type { NatsReader } from './reader.js';

export const PUBLISHES_STREAM = 'PUBLISHES';
export const PUBLISHES_SUBJECTS = 'publishes.>';

const ANSWERS = 'answers';

export function createWire(): Wire {
  return new PublishesWire();
}

class PublishesWire extends NatsWire {
  protected override subjectOf({ stream }: ClientIdentity): string {
    return `publishes.${developerOf(stream)}`;
  }

  override async open(link: Link, identity: ClientIdentity): Promise<Session> {
    const nats = await NatsLink.open(link);
    if (identity.role === 'consumer') {
      nats.send(subscribe(`${answersOf(identity)}.>`, EVENTS_SID));
      await nats.flush();
    }
    return {};
  }

  override prepare(identity: ClientIdentity, payload: Buffer): PreparedFrame {
    const { before, after } = readingAround(payload, `u${identity.number}`);
    const message = Buffer.concat([before, payload, after]).toString();
    const reply = `${answersOf(identity)}.${payload}`;
    const command = publish(this.subjectOf(identity), message, reply);
    const at = command.indexOf(reply) + reply.length - payload.length;
    const [head, tail] = [command.slice(0, at), command.slice(at + payload.length)];
    return frameMessage(WebSocketOpcode.Binary, Buffer.from(head), payload, Buffer.from(tail));
  }

  /** Hot path. */
  protected override message(reader: NatsReader, sink: Sink): void {
    checkStored(reader);
    const { bytes, subjectStart, subjectEnd } = reader;
    const payloadAt = bytes.indexOf(OPENING_BRACE, subjectStart);
    sink.event(bytes, payloadAt, subjectEnd - payloadAt, 0);
  }
}

function answersOf({ stream }: ClientIdentity): string {
  return `${ANSWERS}.${developerOf(stream)}`;
}
