/**
 * The packets of MQTT 3.1.1 that a load generator needs. Not a client: no session, no retained messages, no
 * QoS 2. Source: OASIS MQTT Version 3.1.1, sections 2 and 3.
 */

/** The high four bits of a packet's first byte (section 2.2.1). */
export const PacketType = {
  ConnAck: 2,
  Publish: 3,
  PubAck: 4,
  SubAck: 9,
  PingReq: 12,
  PingResp: 13,
} as const;

export type QoS = 0 | 1;

const PROTOCOL_LEVEL_3_1_1 = 4;
const CLEAN_SESSION = 2;

/** CONNECT with a clean session (section 3.1); `keepAliveS` 0 turns keep-alive off. */
export function connect(clientId: string, keepAliveS: number): Buffer {
  const flags = Buffer.from([PROTOCOL_LEVEL_3_1_1, CLEAN_SESSION]);
  return packet(0x10, [text('MQTT'), flags, uint16(keepAliveS), text(clientId)]);
}

/** SUBSCRIBE to one topic (section 3.8). */
export function subscribe(packetId: number, topic: string, qos: QoS): Buffer {
  return packet(0x82, [uint16(packetId), text(topic), Buffer.from([qos])]);
}

/** PUBLISH without its payload (section 3.3); only QoS 1 has a packet identifier. */
export function publishHead(
  topic: string,
  messageBytes: number,
  qos: QoS,
  packetId: number,
): Buffer {
  const header = qos === 0 ? text(topic) : Buffer.concat([text(topic), uint16(packetId)]);
  const length = remainingLength(header.length + messageBytes);
  return Buffer.concat([Buffer.from([0x30 | (qos << 1)]), length, header]);
}

/** PUBACK (section 3.4). */
export function pubAck(packetId: number): Buffer {
  return packet(0x40, [uint16(packetId)]);
}

export const PINGREQ: Buffer = packet(0xc0, []);

function packet(firstByte: number, parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Buffer.from([firstByte]), remainingLength(length), ...parts]);
}

/** Variable-length integer: seven bits per byte, lowest first (section 2.2.3). */
function remainingLength(length: number): Buffer {
  const bytes: number[] = [];
  let rest = length;
  do {
    const more = rest > 127 ? 0x80 : 0;
    bytes.push((rest & 0x7f) | more);
    rest >>>= 7;
  } while (rest > 0);
  return Buffer.from(bytes);
}

function uint16(value: number): Buffer {
  return Buffer.from([value >>> 8, value & 0xff]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint16(bytes.length), bytes]);
}
