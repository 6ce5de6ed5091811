/**
 * A WebSocket client over a TCP or TLS socket, written against RFC 6455 without a WebSocket library.
 *
 * It reports what a library hides: each frame, the close code and reason, and a connection that ends without a
 * close frame. It can send invalid frames. It sends nothing by itself except pongs (unless disabled) and the
 * answer to a close frame.
 *
 *   connect -> 101 -> messages, pings … -> close frame -> TCP end
 *                                       -> TCP end (a cut)
 */
import { isUtf8 } from 'node:buffer';
import type { Socket } from 'node:net';
import { FrameReader, type WireFrame } from './frame-reader.js';
import { closePayload, WireOpcode, wireFrame } from './frame-writer.js';
import { Inflater } from './inflater.js';
import { openWebSocket } from './open-socket.js';
import type { UpgradeAnswer } from './upgrade.js';

/**
 * How a connection ended: by a close frame, or cut (TCP ended without one, or the server sent an invalid
 * frame).
 */
export type End =
  | {
      readonly kind: 'close';
      readonly code: number;
      readonly reason: string;
      readonly atMs: number;
    }
  | { readonly kind: 'cut'; readonly why: string; readonly atMs: number };

export interface WireEvents {
  onText(text: string): void;
  onBinary(bytes: Buffer): void;
  onPing(): void;
  onPong(bytes: Buffer): void;
  /** Called once, on the close frame or the cut, whichever comes first. */
  onEnd(end: End): void;
}

export interface WireOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Default true. With false, the connection looks half-open to a server that sends pings. */
  readonly answerPings?: boolean;
  readonly timeoutMs: number;
}

export class WireSocket {
  readonly #socket: Socket;
  readonly #events: WireEvents;
  readonly #answerPings: boolean;
  readonly #reader = new FrameReader();
  readonly #inflater = new Inflater(true);
  #fragments: Buffer[] = [];
  #fragmentsFirst: WireFrame | undefined;
  #ended = false;
  #closeSent = false;
  /** Resolves when the TCP connection is closed. */
  readonly closed: Promise<void>;
  readonly answer: UpgradeAnswer;

  private constructor(
    socket: Socket,
    events: WireEvents,
    options: WireOptions,
    answer: UpgradeAnswer,
  ) {
    this.#socket = socket;
    this.#events = events;
    this.#answerPings = options.answerPings ?? true;
    this.answer = answer;
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('end', () => this.#end({ kind: 'cut', why: 'TCP end', atMs: performance.now() }));
    socket.on('close', () => this.#end({ kind: 'cut', why: 'TCP close', atMs: performance.now() }));
  }

  /** Resolves when the server has answered 101; rejects with `UpgradeError` otherwise. */
  static async connect(url: URL, options: WireOptions, events: WireEvents): Promise<WireSocket> {
    const { socket, answer, rest } = await openWebSocket(url, options.headers, options.timeoutMs);
    const wire = new WireSocket(socket, events, options, answer);
    if (rest.length > 0) wire.#receive(rest);
    socket.resume();
    return wire;
  }

  sendText(text: string): void {
    this.sendRaw(wireFrame(WireOpcode.Text, Buffer.from(text)));
  }

  sendBinary(bytes: Uint8Array): void {
    this.sendRaw(wireFrame(WireOpcode.Binary, Buffer.from(bytes)));
  }

  /** Sends any bytes, valid or not. */
  sendRaw(bytes: Buffer): void {
    if (this.#socket.writable) this.#socket.write(bytes);
  }

  sendClose(code = 1000): void {
    if (this.#closeSent) return;
    this.#closeSent = true;
    this.sendRaw(wireFrame(WireOpcode.Close, closePayload(code)));
  }

  /** Stops reading, so that the server's data fills the kernel buffers, as with a slow consumer. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Closes the socket without a close frame. */
  destroy(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    for (const frame of this.#reader.read(chunk)) if (!this.#ended) this.#handleFrame(frame);
  }

  #handleFrame(frame: WireFrame): void {
    if (frame.masked) return this.#cut('a masked server frame');
    switch (frame.opcode) {
      case WireOpcode.Text:
      case WireOpcode.Binary:
      case WireOpcode.Continuation:
        return this.#handleFragment(frame);
      case WireOpcode.Ping:
        this.#events.onPing();
        if (this.#answerPings) this.sendRaw(wireFrame(WireOpcode.Pong, frame.payload));
        return;
      case WireOpcode.Pong:
        return this.#events.onPong(frame.payload);
      case WireOpcode.Close:
        return this.#handleClose(frame.payload);
      default:
        return this.#cut(`a frame of opcode ${frame.opcode}`);
    }
  }

  #handleFragment(frame: WireFrame): void {
    const isContinuation = frame.opcode === WireOpcode.Continuation;
    if (isContinuation === (this.#fragmentsFirst === undefined))
      return this.#cut('fragments out of order');
    const first = this.#fragmentsFirst ?? frame;
    this.#fragmentsFirst = first;
    this.#fragments.push(frame.payload);
    if (!frame.fin) return;
    const bytes = this.#contentOf(Buffer.concat(this.#fragments), first.rsv);
    this.#fragments = [];
    this.#fragmentsFirst = undefined;
    if (bytes === undefined)
      return this.#cut('reserved bits without an extension, or invalid compressed data');
    if (first.opcode === WireOpcode.Binary) this.#events.onBinary(bytes);
    else if (isUtf8(bytes)) this.#events.onText(bytes.toString());
    else this.#cut('a text message with invalid UTF-8');
  }

  /** With permessage-deflate (RFC 7692, 7.2.2) the first reserved bit marks a compressed message. */
  #contentOf(bytes: Buffer, rsv: number): Buffer | undefined {
    if (rsv === 0) return bytes;
    return rsv === 4 ? this.#inflater.inflate(bytes) : undefined;
  }

  #handleClose(payload: Buffer): void {
    const code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
    const reason = payload.subarray(2).toString();
    this.#end({ kind: 'close', code, reason, atMs: performance.now() });
    this.sendClose(code === 1005 ? 1000 : code);
    this.#socket.end();
  }

  #cut(why: string): void {
    this.#end({ kind: 'cut', why, atMs: performance.now() });
    this.#socket.destroy();
  }

  #end(end: End): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#events.onEnd(end);
  }
}
