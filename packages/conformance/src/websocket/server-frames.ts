/** Decodes what a server sends after the handshake: messages, pings, pongs, a close; and reports invalid frames. */
import { isUtf8 } from 'node:buffer';
import { FrameReader, type WireFrame } from '../wire/frame-reader.js';
import { WireOpcode } from '../wire/frame-writer.js';
import { Inflater } from '../wire/inflater.js';
import type { Message } from './dialect.js';
import type { DeflateParameters } from './extensions.js';

/** A received close frame. */
export interface CloseFrame {
  /** `undefined` if the frame had no payload. */
  readonly code: number | undefined;
  readonly reason: string;
}

const CONTROL_BYTES_MAX = 125;
const COMPRESSED = 4;

export class ServerFrames {
  readonly messages: Message[] = [];
  readonly pongs: Buffer[] = [];
  readonly pings: Buffer[] = [];
  close: CloseFrame | undefined;
  /** Violations of RFC 6455 by the server. */
  readonly problems: string[] = [];
  readonly #reader = new FrameReader();
  /** `undefined` if no compression was negotiated. */
  readonly #inflater: Inflater | undefined;
  #parts: WireFrame[] = [];

  constructor(deflate: DeflateParameters | undefined) {
    this.#inflater = deflate && new Inflater(!deflate.serverNoContextTakeover);
  }

  read(chunk: Buffer): void {
    for (const frame of this.#reader.read(chunk)) this.#receive(frame);
  }

  #receive(frame: WireFrame): void {
    if (this.close !== undefined) return this.#addProblem('a frame after its close frame (5.5.1)');
    if (frame.masked) return this.#addProblem('a masked frame (5.1)');
    if (!frame.isShortest) this.#addProblem('a length field that is not the shortest (5.2)');
    if (frame.opcode >= WireOpcode.Close) return this.#handleControl(frame);
    if (frame.opcode > WireOpcode.Binary) return this.#addProblem(`opcode ${frame.opcode} (5.2)`);
    const isFirst = this.#parts.length === 0;
    if (isFirst === (frame.opcode === WireOpcode.Continuation))
      return this.#addProblem('fragments out of order (5.4)');
    const mayCompress = isFirst && this.#inflater !== undefined;
    if (frame.rsv !== 0 && !(mayCompress && frame.rsv === COMPRESSED))
      return this.#addProblem(`reserved bits ${frame.rsv} (5.2)`);
    this.#parts.push(frame);
    if (frame.fin) this.#endMessage();
  }

  #handleControl({ opcode, payload, fin, rsv }: WireFrame): void {
    if (!fin) return this.#addProblem('a fragmented control frame (5.5)');
    if (rsv !== 0) return this.#addProblem(`a control frame with reserved bits ${rsv} (5.2)`);
    if (payload.length > CONTROL_BYTES_MAX)
      return this.#addProblem(`a control frame of ${payload.length} bytes (5.5)`);
    if (opcode === WireOpcode.Pong) this.pongs.push(payload);
    else if (opcode === WireOpcode.Ping) this.pings.push(payload);
    else if (opcode === WireOpcode.Close) this.#handleClose(payload);
    else this.#addProblem(`opcode ${opcode} (5.2)`);
  }

  #handleClose(payload: Buffer): void {
    const code = payload.length >= 2 ? payload.readUInt16BE(0) : undefined;
    if (payload.length === 1) this.#addProblem('a close frame of one byte (5.5.1)');
    if (code !== undefined && !isWireCode(code))
      this.#addProblem(`close code ${code}, which no endpoint may send (7.4)`);
    if (!isUtf8(payload.subarray(2))) this.#addProblem('a close reason with invalid UTF-8 (5.5.1)');
    this.close = { code, reason: payload.subarray(2).toString() };
  }

  #endMessage(): void {
    const [first] = this.#parts as [WireFrame];
    const whole = Buffer.concat(this.#parts.map(({ payload }) => payload));
    this.#parts = [];
    const payload = first.rsv === COMPRESSED ? this.#inflater?.inflate(whole) : whole;
    if (payload === undefined) return this.#addProblem('compressed data that cannot be inflated');
    if (first.opcode === WireOpcode.Text && !isUtf8(payload))
      return this.#addProblem('a text message with invalid UTF-8 (8.1)');
    this.messages.push({ opcode: first.opcode, payload });
  }

  #addProblem(what: string): void {
    this.problems.push(`the server sent ${what}`);
  }
}

/** Whether a close frame may contain the code (RFC 6455, 7.4, and IANA's registry up to 1014). */
export function isWireCode(code: number): boolean {
  if (code >= 3_000) return code <= 4_999;
  return code >= 1_000 && code <= 1_014 && ![1_004, 1_005, 1_006].includes(code);
}
