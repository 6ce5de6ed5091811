/**
 * A minimal WebSocket client for attacks: a TCP socket after the handshake, and frames with any header, valid
 * or not. It ignores received data and notices only that the server closed the connection.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { Target } from './tokens.js';

export interface FrameHead {
  readonly opcode?: number;
  readonly fin?: boolean;
  /** The reserved bits, 0 to 7. */
  readonly rsv?: number;
  readonly masked?: boolean;
  /** Declared length (default: the length of the payload). */
  readonly length?: number;
}

export function wireFrame(payload: Buffer, head: FrameHead = {}): Buffer {
  const { opcode = 1, fin = true, rsv = 0, masked = true, length = payload.length } = head;
  const first = Buffer.of((fin ? 0x80 : 0) | (rsv << 4) | opcode);
  const bit = masked ? 0x80 : 0;
  const size =
    length < 126 ? Buffer.of(bit | length) : length < 65_536 ? Buffer.alloc(3) : Buffer.alloc(9);
  if (size.length === 3) {
    size[0] = bit | 126;
    size.writeUInt16BE(length, 1);
  } else if (size.length === 9) {
    size[0] = bit | 127;
    size.writeBigUInt64BE(BigInt(length), 1);
  }
  if (!masked) return Buffer.concat([first, size, payload]);
  // A masking key of zeros leaves the payload unchanged.
  return Buffer.concat([first, size, Buffer.alloc(4), payload]);
}

const HANDSHAKE_TIMEOUT_MS = 30_000;

/** A connection whose handshake was accepted. */
export class WireConnection implements Disposable {
  readonly socket: Socket;
  readonly gone: Promise<void>;
  isGone = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    this.gone = new Promise((resolve) =>
      socket.once('close', () => {
        this.isGone = true;
        resolve();
      }),
    );
    socket.resume();
  }

  /** Throws if the server does not answer 101 within 30 s. */
  static async open(target: Target, query = ''): Promise<WireConnection> {
    const { hostname, port, pathname } = new URL(target.url);
    const socket = connect(Number(port), hostname);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.write(
      [
        `GET ${pathname}${query} HTTP/1.1`,
        `Host: ${hostname}:${port}`,
        'Upgrade: websocket',
        'Connection: Upgrade',
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
        'Sec-WebSocket-Version: 13',
        '\r\n',
      ].join('\r\n'),
    );
    const connection = new WireConnection(socket);
    await new Promise<void>((resolve, reject) => {
      const fail = (): void => reject(new Error('the handshake was not accepted'));
      const timer = setTimeout(fail, HANDSHAKE_TIMEOUT_MS);
      socket.once('close', fail);
      socket.once('data', (chunk) => {
        clearTimeout(timer);
        if (chunk.toString('latin1').startsWith('HTTP/1.1 101')) resolve();
        else fail();
      });
    });
    return connection;
  }

  /** Resolves when the bytes are handed to the kernel, or the connection is closed. */
  async write(bytes: Buffer): Promise<void> {
    if (this.isGone || this.socket.destroyed) return;
    if (this.socket.write(bytes)) return;
    await Promise.race([new Promise((resolve) => this.socket.once('drain', resolve)), this.gone]);
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}
