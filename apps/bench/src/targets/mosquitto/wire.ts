/**
 * MQTT 3.1.1 over WebSocket (subprotocol `mqtt`): each developer is a topic; producers PUBLISH, consumers
 * SUBSCRIBE, QoS 0 or 1 on both sides. With QoS 1 a consumer acknowledges each event with a PUBACK.
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
import {
  connect,
  PacketType,
  PINGREQ,
  pubAck,
  publishHead,
  type QoS,
  subscribe,
} from './packets.js';
import { MqttReader } from './reader.js';

export interface MqttSettings {
  readonly qos: QoS;
  /** Interval of client pings; the server disconnects a client that is silent for longer than its keep-alive. */
  readonly pingEveryMs: number;
}

/** Keep-alive relative to the ping interval. */
const KEEP_ALIVE_FACTOR = 1.5;
const PACKET_IDS = 65_535;
const SUBSCRIBE_ID = 1;
const ACCEPTED = 0;
const REFUSED_SUBSCRIPTION = 0x80;

export function createWire(settings: unknown): Wire {
  return new MqttWire(settings as MqttSettings);
}

class MqttWire implements Wire {
  readonly #settings: MqttSettings;
  readonly #reader = new MqttReader();
  #packetId = 0;

  constructor(settings: MqttSettings) {
    this.#settings = settings;
  }

  upgrade(_identity: ClientIdentity): { path: string; protocol: string } {
    return { path: '/mqtt', protocol: 'mqtt' };
  }

  async open(
    link: Link,
    identity: ClientIdentity,
    _opening: Opening,
    _token: string,
  ): Promise<Session> {
    const { qos, pingEveryMs } = this.#settings;
    const keepAliveS = Math.ceil((pingEveryMs * KEEP_ALIVE_FACTOR) / 1000);
    link.send(connect(`${identity.role}-${identity.number}`, keepAliveS));
    const code = await answerTo(link, PacketType.ConnAck);
    if (code !== ACCEPTED)
      throw new Error(`mosquitto refused the connection with return code ${code}`);
    if (identity.role === 'consumer') {
      link.send(subscribe(SUBSCRIBE_ID, topicOf(identity.stream), qos));
      const granted = await answerTo(link, PacketType.SubAck);
      if (granted === REFUSED_SUBSCRIPTION) throw new Error('mosquitto refused the subscription');
    }
    return { heartbeat: { message: PINGREQ, everyMs: pingEveryMs } };
  }

  prepare(identity: ClientIdentity, payload: Buffer): PreparedFrame {
    const { before, after } = readingAround(payload, `u${identity.number}`);
    const messageBytes = before.length + payload.length + after.length;
    this.#packetId = (this.#packetId % PACKET_IDS) + 1;
    const head = publishHead(
      topicOf(identity.stream),
      messageBytes,
      this.#settings.qos,
      this.#packetId,
    );
    return frameMessage(WebSocketOpcode.Binary, Buffer.concat([head, before]), payload, after);
  }

  read(bytes: Buffer, from: number, to: number, sink: Sink): number {
    const reader = this.#reader;
    reader.start(bytes, from, to);
    for (let type = reader.next(); type !== 0; type = reader.next()) {
      if (type === PacketType.Publish) {
        const { bodyStart, bodyEnd } = reader;
        const length = payloadLengthOf(bytes, bodyStart, bodyEnd);
        sink.event(bytes, bodyStart + PAYLOAD_AT, length, 0);
        if (reader.qos > 0) sink.reply(pubAck(reader.packetId));
      } else if (type === PacketType.PubAck) sink.eventStored?.();
    }
    return reader.position;
  }
}

function topicOf(stream: number): string {
  return `live/${developerOf(stream)}`;
}

/** Returns the last byte of the response packet: the return code. Mosquitto sends one packet per message. */
async function answerTo(link: Link, type: number): Promise<number> {
  const reader = new MqttReader();
  for (;;) {
    const message = await link.next();
    reader.start(message, 0, message.length);
    if (reader.next() === type) return message[reader.bodyEnd - 1] as number;
  }
}
