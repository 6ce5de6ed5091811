/** Loads for tests that measure the memory of a broker in a separate process. */
import type { Socket } from 'node:net';
import type { ObservedBroker } from './observed-broker.js';

export const KIB = 1024;
export const MIB = 1024 * KIB;
/** Additional memory of the allocator and the runtime, independent of the number of connections. */
export const SLACK_BYTES = 40 * MIB;
/** The limit of a message, above which the broker cuts the connection. */
export const FRAME_BYTES_CUT = 144 * KIB;

/** By how much the memory of the broker grows while `work` runs. */
export async function growthOf(broker: ObservedBroker, work: () => Promise<void>): Promise<number> {
  const before = broker.residentBytes;
  await work();
  return broker.residentBytes - before;
}

/** The header of a masked WebSocket frame; the mask is zero. */
export function frameHeader(opcode: number, payloadBytes: number): Buffer {
  const header = Buffer.alloc(payloadBytes < 126 ? 6 : 14);
  header[0] = 0x80 | opcode;
  if (payloadBytes < 126) header[1] = 0x80 | payloadBytes;
  else {
    header[1] = 0x80 | 127;
    header.writeBigUInt64BE(BigInt(payloadBytes), 2);
  }
  return header;
}

/** Writes, and waits until the socket accepts more or has closed. */
export async function write(socket: Socket, bytes: Buffer): Promise<void> {
  if (socket.destroyed || socket.write(bytes)) return;
  await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve));
}

/** Writes the header of a text message of `announcedBytes`, and `sentBytes` of its payload. */
export function writePart(
  socket: Socket,
  announcedBytes: number,
  sentBytes: number,
): Promise<void> {
  const header = frameHeader(1, announcedBytes);
  return write(socket, Buffer.concat([header, Buffer.alloc(sentBytes, 0x20)]));
}
