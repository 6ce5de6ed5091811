/**
 * A connection of the reference WebSocket server. It follows RFC 6455 strictly and fails a connection as early as
 * possible; with a fault it deviates in one point. It answers messages as an echo server, or answers heartbeats.
 */
import type { Socket } from 'node:net';
import { Inflater } from './deflate.js';
import type { Fault } from './faults.js';
import {
  frameOf,
  type IncomingFrame,
  isFence,
  isHeartbeat,
  isUtf8,
  isWireCode,
  newDecoder,
  serverFrame,
  unmasked,
} from './frames.js';

export interface SessionOptions {
  readonly fault: Fault | undefined;
  readonly echoes: boolean;
  readonly isCompressed: boolean;
  readonly messageBytesMax: number;
}

const CONTROL = 8;

/** Fails the connection with a close code. */
class Failure extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`close ${code}`);
    this.code = code;
  }
}

export class Session {
  readonly #socket: Socket;
  readonly #options: SessionOptions;
  readonly #inflater: Inflater;
  #bytes = Buffer.alloc(0);
  #frame: IncomingFrame | undefined;
  /** Received parts of the frame's payload. */
  #payload: Buffer[] = [];
  #receivedBytes = 0;
  #message: { opcode: number; isCompressed: boolean; parts: Buffer[]; bytes: number } | undefined;
  #decoder = newDecoder();
  #isClosing = false;

  constructor(socket: Socket, options: SessionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#inflater = new Inflater(options.fault);
    if (!options.echoes) this.#send(1, Buffer.from('{"op":2,"d":{"heartbeat_interval":40000}}'));
  }

  receive(chunk: Buffer): void {
    if (this.#isClosing && this.#fault !== 'goes-on-after-close') return;
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    try {
      while (this.#step());
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.#fail(error.code);
    }
  }

  get #fault(): Fault | undefined {
    return this.#options.fault;
  }

  #step(): boolean {
    if (this.#isClosing && this.#fault !== 'goes-on-after-close') return false;
    if (this.#frame === undefined) {
      const frame = frameOf(this.#bytes);
      if (frame === undefined) return false;
      this.#bytes = this.#bytes.subarray(frame.headBytes);
      this.#check(frame);
      this.#begin(frame);
    }
    return this.#consumePayload(this.#frame as IncomingFrame);
  }

  #check({ fin, rsv, opcode, key, lengthBytes, length }: IncomingFrame): void {
    const fault = this.#fault;
    const isControl = opcode >= CONTROL;
    const isFirst = this.#options.isCompressed && (opcode === 1 || opcode === 2);
    const allowed =
      isFirst || (this.#options.isCompressed && fault === 'takes-deflate-bits') ? 7 : 0;
    const mayHave = fault === 'takes-deflate-bits' ? allowed : allowed & 4;
    if ((rsv & ~mayHave) !== 0 && fault !== 'takes-reserved-bits') throw new Failure(1002);
    if (key === undefined && fault !== 'takes-unmasked') throw new Failure(1002);
    const isKnown = opcode <= 2 || (opcode >= 8 && opcode <= 10);
    if (!isKnown && fault !== 'takes-reserved-opcodes') throw new Failure(1002);
    if (isControl && isKnown && (!fin || length > 125) && fault !== 'takes-broken-controls') {
      if (!(fault === 'takes-any-close' && opcode === CONTROL)) throw new Failure(1002);
    }
    if (isControl && this.#message !== undefined && fault === 'no-control-inside')
      throw new Failure(1002);
    const isLong = lengthBytes === 2 ? length < 126 : lengthBytes === 8 && length < 65_536;
    if (isLong && fault !== 'takes-long-fields' && fault !== 'hangs-on-long-fields')
      throw new Failure(1002);
    if (length >= 2 ** 63 && fault !== 'waits-for-the-rest') throw new Failure(1002);
    const bytes = length + (this.#message?.bytes ?? 0);
    const isOver = bytes > this.#options.messageBytesMax;
    if (isOver && fault !== 'no-limit' && fault !== 'waits-for-the-rest') throw new Failure(1009);
  }

  #begin(frame: IncomingFrame): void {
    const { opcode, rsv } = frame;
    this.#frame = frame;
    this.#payload = [];
    this.#receivedBytes = 0;
    if (opcode >= CONTROL || (opcode > 2 && this.#fault === 'takes-reserved-opcodes')) return;
    const isFirst = opcode !== 0;
    const isWrong = isFirst !== (this.#message === undefined);
    if (isWrong && this.#fault !== 'takes-any-order') throw new Failure(1002);
    if (!isFirst && this.#fault === 'one-fragment') throw new Failure(1009);
    if (isFirst || this.#message === undefined) {
      const isCompressed = this.#options.isCompressed && rsv >= 4;
      this.#message = { opcode: opcode || 1, isCompressed, parts: [], bytes: 0 };
      this.#decoder = newDecoder();
    }
  }

  /** Consumes received bytes of the frame's payload. Returns whether the frame is complete. */
  #consumePayload(frame: IncomingFrame): boolean {
    const part = unmasked(
      this.#bytes.subarray(0, frame.length - this.#receivedBytes),
      frame.key,
      this.#receivedBytes,
    );
    this.#bytes = this.#bytes.subarray(part.length);
    this.#receivedBytes += part.length;
    this.#payload.push(part);
    const isWhole = this.#receivedBytes === frame.length;
    const message = this.#message;
    const isText = frame.opcode < 3 && message?.opcode === 1 && !message.isCompressed;
    const isEnd = isWhole && frame.fin;
    if (isText && this.#fault !== 'looks-late' && !isEnd) this.#decode(part, true);
    else if (isText && isEnd)
      this.#decode(
        this.#fault === 'looks-late'
          ? Buffer.concat([...(message?.parts ?? []), ...this.#payload])
          : part,
        false,
      );
    if (!isWhole) return false;
    this.#frame = undefined;
    this.#end(frame, Buffer.concat(this.#payload));
    return true;
  }

  #end(frame: IncomingFrame, payload: Buffer): void {
    if (frame.lengthBytes > 0 && this.#fault === 'hangs-on-long-fields') return void this.#hang();
    if (frame.opcode > 2 && frame.opcode < CONTROL) return;
    if (frame.opcode >= CONTROL) return this.#handleControl(frame.opcode, payload);
    const message = this.#message;
    if (message === undefined) return;
    message.parts.push(payload);
    message.bytes += payload.length;
    if (!frame.fin) return;
    this.#message = undefined;
    this.#answer(message.opcode, this.#wholeOf(message));
  }

  #wholeOf(message: { opcode: number; isCompressed: boolean; parts: Buffer[] }): Buffer {
    const bytes = Buffer.concat(message.parts);
    if (!message.isCompressed) return bytes;
    let payload: Buffer | undefined;
    try {
      payload = this.#inflater.inflate(bytes, this.#options.messageBytesMax);
    } catch {
      throw new Failure(1007);
    }
    if (payload === undefined) throw new Failure(1009);
    if (message.opcode === 1) this.#decode(payload, false);
    return payload;
  }

  #decode(part: Buffer, isStream: boolean): void {
    const takesAny = ['takes-any-text', 'takes-broken-deflate', 'waits-for-the-rest'];
    if (this.#fault !== undefined && takesAny.includes(this.#fault)) return;
    try {
      this.#decoder.decode(part, { stream: isStream });
    } catch {
      throw new Failure(1007);
    }
  }

  #handleControl(opcode: number, payload: Buffer): void {
    if (opcode === 8) return this.#close(payload);
    if (opcode !== 9 || this.#fault === 'no-pongs') return;
    const isOmitted = this.#fault === 'last-pong-only' && this.#bytes.length > 0;
    if (!isOmitted)
      this.#send(
        10,
        this.#fault === 'empty-pongs' && !isFence(payload) ? Buffer.alloc(0) : payload,
      );
  }

  #close(payload: Buffer): void {
    const code = payload.length >= 2 ? payload.readUInt16BE() : undefined;
    if (this.#fault !== 'takes-any-close') {
      if (payload.length === 1) throw new Failure(1002);
      if (code !== undefined && !isWireCode(code)) throw new Failure(1002);
      if (!isUtf8(payload.subarray(2))) throw new Failure(1007);
    } else if (
      payload.length === 1 ||
      (code !== undefined && !isWireCode(code)) ||
      payload.length > 125
    )
      return;
    else if (!isUtf8(payload.subarray(2))) return;
    if (this.#fault === 'no-close-answer') return this.#socket.destroy() as unknown as undefined;
    this.#send(8, this.#fault === 'closes-with-1000' ? Buffer.of(3, 232) : payload.subarray(0, 2));
    this.#endTcp();
  }

  #answer(opcode: number, payload: Buffer): void {
    const { fault } = this.#options;
    if (fault === 'loses-messages') return;
    if (!this.#options.echoes) {
      if (opcode === 1 && isHeartbeat(payload)) return this.#send(1, Buffer.from('{"op":1}'));
      return this.#fail(1003);
    }
    const last = payload.at(-1);
    const garbled = Buffer.from(payload);
    if (fault === 'garbles-messages' && last !== undefined)
      garbled[payload.length - 1] = last === 42 ? 43 : 42;
    this.#send(opcode, garbled);
    if (fault === 'answers-twice') this.#send(opcode, garbled);
  }

  #hang(): void {
    this.#isClosing = true;
  }

  #fail(code: number): void {
    if (this.#isClosing) return;
    if (this.#fault === 'cuts') return void this.#socket.destroy();
    const sentCode =
      this.#fault === 'closes-with-1000' ? 1000 : this.#fault === 'sends-1006' ? 1006 : code;
    this.#send(8, Buffer.of(sentCode >> 8, sentCode & 255));
    this.#endTcp();
  }

  #endTcp(): void {
    this.#isClosing = true;
    if (this.#fault === 'goes-on-after-close') setTimeout(() => this.#socket.end(), 100);
    else if (this.#fault !== 'keeps-tcp') this.#socket.end();
  }

  #send(opcode: number, payload: Buffer): void {
    if (!this.#socket.writable) return;
    this.#socket.write(serverFrame(opcode, payload, this.#fault));
  }
}
