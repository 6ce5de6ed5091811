/**
 * A minimal WebSocket client over node:net, without an object or a copy per event.
 *
 * During the handshake messages wait in a queue for `next`. After `serve`, the wire's `read` gets each message in
 * place in the socket's read buffer, which all connections of a process share (on Windows each has its own).
 * The connection answers pings, and calls `onClose` once when it ends.
 */
import { connect, type Socket } from 'node:net';
import { clientFrame, messageFrame, WebSocketOpcode } from '../framing.js';
import type { Link, Sink, Wire } from '../wire.js';
import { Upgrade, type UpgradeOptions } from './upgrade.js';

const READ_BUFFER_BYTES = 256 * 1024;
const sharedBuffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
const NO_BYTES = Buffer.alloc(0);
const CONTROL = 0x8;
/** Time limit for servers that accept a connection and never respond. */
const OPEN_TIMEOUT_MS = 60_000;
const NOT_READY = `the connection was not ready after ${OPEN_TIMEOUT_MS / 1e3} s`;

export interface RawOptions extends UpgradeOptions {
  /** Source address; several are used if one has too few ports. */
  readonly localAddress: string | undefined;
  /** Called once per read of the socket, before its messages are passed on. */
  readonly onRead: () => void;
  /** Called once when the connection ends after the upgrade, unless `close` was called. */
  readonly onClose: (reason: string) => void;
}

type State = 'upgrading' | 'opening' | 'serving' | 'closed';

export class RawConnection implements Link {
  receivedBytes = 0;
  readonly #socket: Socket;
  readonly #options: RawOptions;
  readonly #upgrade: Upgrade;
  #state: State = 'upgrading';
  #upgraded: (error?: Error) => void = () => {};
  /** Start of an incomplete frame or of the incomplete HTTP header. */
  #rest: Buffer = NO_BYTES;
  /** Parts of a fragmented message, or the bytes that the wire did not consume. */
  #carried: Buffer = NO_BYTES;
  #isFragmented = false;
  readonly #queue: Buffer[] = [];
  #waiting: { resolve: (message: Buffer) => void; reject: (error: Error) => void } | undefined;
  #wire: Wire | undefined;
  #sink: Sink | undefined;
  #closeReason = 'the connection ended';
  readonly #openTimer = setTimeout(() => this.#ended(NOT_READY), OPEN_TIMEOUT_MS);

  private constructor(options: RawOptions) {
    this.#options = options;
    this.#upgrade = new Upgrade(options);
    const { host, port } = options.endpoint;
    this.#socket = connect({
      host,
      port,
      noDelay: true,
      ...(options.localAddress !== undefined && { localAddress: options.localAddress }),
      onread: {
        buffer: process.platform === 'win32' ? Buffer.allocUnsafe(READ_BUFFER_BYTES) : sharedBuffer,
        callback: (count, buffer) => {
          this.#received(buffer as Buffer, count);
          return true;
        },
      },
    });
    this.#socket.on('connect', () => this.#socket.write(this.#upgrade.request));
    this.#socket.on('error', (error) => this.#ended(error.message));
    this.#socket.on('close', () => this.#ended(this.#closeReason));
  }

  /** Resolves when the upgrade is complete. Rejects with a one-line message. */
  static async open(options: RawOptions): Promise<RawConnection> {
    const connection = new RawConnection(options);
    await new Promise<void>((resolve, reject) => {
      connection.#upgraded = (error) => (error ? reject(error) : resolve());
    });
    return connection;
  }

  send(message: string | Uint8Array): void {
    this.write(messageFrame(message));
  }

  next(): Promise<Buffer> {
    const first = this.#queue.shift();
    if (first !== undefined) return Promise.resolve(first);
    if (this.#state === 'closed') return Promise.reject(new Error(this.#closeReason));
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  /** Passes the queued messages and all later ones to the wire. */
  serve(wire: Wire, sink: Sink): void {
    clearTimeout(this.#openTimer);
    this.#wire = wire;
    this.#sink = sink;
    if (this.#state === 'opening') this.#state = 'serving';
    for (const message of this.#queue.splice(0)) this.#read(message, 0, message.length);
  }

  /**
   * Writes complete frames. Returns `false` if the socket still uses the buffer, so that its bytes must not be changed.
   */
  write(bytes: Uint8Array): boolean {
    if (this.#state === 'closed') return true;
    this.#socket.write(bytes);
    return this.#socket.writableLength === 0;
  }

  /** Stops reading, which makes this a stalled consumer for the server. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Closes the connection without calling `onClose`. */
  close(): void {
    if (this.#state === 'closed') return;
    clearTimeout(this.#openTimer);
    this.#state = 'closed';
    this.#socket.destroy();
  }

  #ended(reason: string): void {
    if (this.#state === 'closed') return;
    const state = this.#state;
    clearTimeout(this.#openTimer);
    this.#state = 'closed';
    this.#closeReason = reason;
    this.#socket.destroy();
    const error = new Error(reason);
    if (state === 'upgrading') return this.#upgraded(error);
    this.#waiting?.reject(error);
    this.#options.onClose(reason);
  }

  /** Hot path: once per read. */
  #received(buffer: Buffer, count: number): void {
    this.receivedBytes += count;
    this.#options.onRead();
    let bytes: Buffer = buffer.subarray(0, count) as Buffer;
    if (this.#rest.length > 0) bytes = Buffer.concat([this.#rest, bytes]);
    let end = 0;
    try {
      if (this.#state === 'upgrading') end = this.#readHead(bytes);
      if (this.#state !== 'upgrading') end = this.#readFrames(bytes, end);
    } catch (error) {
      // The upgrade was refused, or the wire found an error, such as an error reported by the server.
      return this.#ended((error as Error).message);
    }
    this.#rest = end === bytes.length ? NO_BYTES : Buffer.from(bytes.subarray(end));
  }

  /** Returns the offset of the first frame; 0 while the HTTP header is incomplete (the state stays `upgrading`). */
  #readHead(bytes: Buffer): number {
    const framesAt = this.#upgrade.framesAt(bytes);
    if (framesAt === undefined) return 0;
    this.#state = 'opening';
    this.#upgraded();
    return framesAt;
  }

  /** Handles each complete frame and returns the offset of the first incomplete one. */
  #readFrames(bytes: Buffer, start: number): number {
    let at = start;
    while (bytes.length - at >= 2 && this.#state !== 'closed') {
      const first = bytes[at] as number;
      let length = bytes[at + 1] as number;
      let contentAt = at + 2;
      if (length === 126) {
        if (bytes.length - at < 4) break;
        length = bytes.readUInt16BE(at + 2);
        contentAt = at + 4;
      } else if (length === 127) {
        if (bytes.length - at < 10) break;
        length = Number(bytes.readBigUInt64BE(at + 2));
        contentAt = at + 10;
      }
      const end = contentAt + length;
      if (end > bytes.length) break;
      if ((first & CONTROL) !== 0) this.#control(first & 0xf, bytes.subarray(contentAt, end));
      else this.#data(bytes, contentAt, end, first >= 0x80);
      at = end;
    }
    return at;
  }

  #data(bytes: Buffer, from: number, to: number, isFinal: boolean): void {
    if (isFinal && !this.#isFragmented && this.#state === 'serving') this.#read(bytes, from, to);
    else this.#fragment(bytes.subarray(from, to), isFinal);
  }

  /** Slow path: a fragmented message, or one received during the handshake. */
  #fragment(part: Buffer, isFinal: boolean): void {
    this.#carried = Buffer.concat([this.#carried, part]);
    this.#isFragmented = !isFinal;
    if (!isFinal) return;
    const message = this.#carried;
    this.#carried = NO_BYTES;
    if (this.#state === 'serving') this.#read(message, 0, message.length);
    else if (this.#waiting !== undefined) this.#resolveNext(message);
    else this.#queue.push(message);
  }

  /** Resolves the pending `next`. */
  #resolveNext(message: Buffer): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(message);
  }

  #read(bytes: Buffer, from: number, to: number): void {
    const wire = this.#wire as Wire;
    const sink = this.#sink as Sink;
    if (this.#carried.length === 0) {
      const end = wire.read(bytes, from, to, sink);
      if (end < to) this.#carried = Buffer.from(bytes.subarray(end, to));
      return;
    }
    const joined = Buffer.concat([this.#carried, bytes.subarray(from, to)]);
    const end = wire.read(joined, 0, joined.length, sink);
    this.#carried = end < joined.length ? Buffer.from(joined.subarray(end)) : NO_BYTES;
  }

  #control(opcode: number, content: Buffer): void {
    if (opcode === WebSocketOpcode.Ping) this.write(clientFrame(WebSocketOpcode.Pong, content));
    if (opcode !== WebSocketOpcode.Close) return;
    const code = content.length >= 2 ? content.readUInt16BE(0) : 1005;
    this.#ended(`closed with ${code} ${content.toString('utf8', 2)}`.trimEnd());
  }
}
