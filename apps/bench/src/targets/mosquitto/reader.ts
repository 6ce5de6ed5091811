/**
 * Reads what an MQTT server says. The borders of WebSocket messages mean nothing to it (MQTT 3.1.1, section
 * 6): several packets may share one, and one may be split at any byte.
 *
 * A pull parser without objects: `start` is told where to read, `next` finds one packet after the other and
 * says in the fields where its parts lie, `position` is how far it got: before what is incomplete.
 */
import { PacketType } from './packets.js';

const LENGTH_SHIFT_MAX = 21;

export class MqttReader {
  bytes: Buffer = Buffer.alloc(0);
  /** Everything before it was read. */
  position = 0;
  /** Of a PUBLISH: its QoS, and with QoS 1 its number; of a PUBACK the number. */
  qos = 0;
  packetId = 0;
  /** What follows the fixed header; of a PUBLISH the payload alone. */
  bodyStart = 0;
  bodyEnd = 0;
  #end = 0;

  start(bytes: Buffer, from: number, to: number): void {
    this.bytes = bytes;
    this.position = from;
    this.#end = to;
  }

  /** The packet's type (`PacketType`), 0 when nothing more is complete. */
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
