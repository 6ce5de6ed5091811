/**
 * Parses the packets of an MQTT server. Packet boundaries are independent of WebSocket messages (MQTT 3.1.1,
 * section 6): several packets may share a message, and a packet may be split at any byte.
 *
 * A pull parser that allocates nothing: `start` sets the range, `next` finds one packet after another and
 * sets the fields to the offsets of its parts, `position` is the end of the last complete packet.
 */
import { PacketType } from './packets.js';

const LENGTH_SHIFT_MAX = 21;

export class MqttReader {
  bytes: Buffer = Buffer.alloc(0);
  /** End of the last complete packet; everything before it was consumed. */
  position = 0;
  /** QoS of a PUBLISH; packet id of a PUBLISH with QoS 1 or of a PUBACK. */
  qos = 0;
  packetId = 0;
  /** Range of the bytes after the fixed header; for a PUBLISH the payload only. */
  bodyStart = 0;
  bodyEnd = 0;
  #end = 0;

  start(bytes: Buffer, from: number, to: number): void {
    this.bytes = bytes;
    this.position = from;
    this.#end = to;
  }

  /** Finds the next packet and returns its `PacketType`; 0 if there is no further complete packet. */
  next(): number {
    const { bytes } = this;
    const end = this.#end;
    const first = this.position;
    let position = first + 1;
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      if (position >= end) return 0;
      const byte = bytes[position]!;
      position += 1;
      length += (byte & 0x7f) << shift;
      if (byte < 0x80 || shift === LENGTH_SHIFT_MAX) break;
    }
    if (position + length > end) return 0;
    this.bodyStart = position;
    this.bodyEnd = position + length;
    this.position = this.bodyEnd;
    const type = bytes[first]! >>> 4;
    if (type === PacketType.Publish) this.#publish((bytes[first]! >>> 1) & 3);
    if (type === PacketType.PubAck) this.packetId = this.#uint16(position);
    return type;
  }

  #publish(qos: number): void {
    this.qos = qos;
    let position = this.bodyStart + 2 + this.#uint16(this.bodyStart);
    if (qos > 0) {
      this.packetId = this.#uint16(position);
      position += 2;
    }
    this.bodyStart = position;
  }

  #uint16(position: number): number {
    return (this.bytes[position]! << 8) | this.bytes[position + 1]!;
  }
}
