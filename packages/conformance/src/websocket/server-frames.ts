/** What a server sends after the handshake: messages, pongs, a close; and each frame that no server may send. */
import { constants, inflateRawSync } from 'node:zlib';
import { FrameReader, type WireFrame } from '../wire/frame-reader.js';
import { WireOpcode } from '../wire/frame-writer.js';
import type { Message } from './dialect.js';
import type { DeflateAgreement } from './extensions.js';

/** Close frame as it came. */
export interface CloseFrame {
  /** `undefined`: it had no payload. */
  readonly code: number | undefined;
  readonly reason: string;
}

const CONTROL_BYTES_MAX = 125;
const WINDOW_BYTES = 32_768;
const COMPRESSED = 4;
const SYNC_TAIL = Buffer.of(0, 0, 0xff, 0xff);

export class ServerFrames {
  readonly messages: Message[] = [];
  readonly pongs: Buffer[] = [];
  readonly pings: Buffer[] = [];
  close: CloseFrame | undefined;
  /** What RFC 6455 does not allow a server to send. */
  readonly problems: string[] = [];
  readonly #reader = new FrameReader();
  readonly #agreement: DeflateAgreement | undefined;
  #parts: WireFrame[] = [];
  #window = Buffer.alloc(0);

  constructor(agreement: DeflateAgreement | undefined) {
    this.#agreement = agreement;
  }

  read(chunk: Buffer): void {
    for (const frame of this.#reader.read(chunk)) this.#take(frame);
  }

  #take(frame: WireFrame): void {
    if (this.close !== undefined) return this.#problem('a frame after its close frame (5.5.1)');
    if (frame.masked) return this.#problem('a masked frame (5.1)');
    if (!frame.isShortest) this.#problem('a length field that is not the shortest (5.2)');
    if (frame.opcode >= WireOpcode.Close) return this.#takeControl(frame);
    if (frame.opcode > WireOpcode.Binary) return this.#problem(`opcode ${frame.opcode} (5.2)`);
    const isFirst = this.#parts.length === 0;
    if (isFirst === (frame.opcode === WireOpcode.Continuation))
      return this.#problem('fragments out of order (5.4)');
    const mayCompress = isFirst && this.#agreement !== undefined;
    if (frame.rsv !== 0 && !(mayCompress && frame.rsv === COMPRESSED))
      return this.#problem(`reserved bits ${frame.rsv} (5.2)`);
    this.#parts.push(frame);
    if (frame.fin) this.#endMessage();
  }

  #takeControl({ opcode, payload, fin, rsv }: WireFrame): void {
    if (!fin) return this.#problem('a fragmented control frame (5.5)');
    if (rsv !== 0) return this.#problem(`a control frame with reserved bits ${rsv} (5.2)`);
    if (payload.length > CONTROL_BYTES_MAX)
      return this.#problem(`a control frame of ${payload.length} bytes (5.5)`);
    if (opcode === WireOpcode.Pong) this.pongs.push(payload);
    else if (opcode === WireOpcode.Ping) this.pings.push(payload);
    else if (opcode === WireOpcode.Close) this.#takeClose(payload);
    else this.#problem(`opcode ${opcode} (5.2)`);
  }

  #takeClose(payload: Buffer): void {
    const code = payload.length >= 2 ? payload.readUInt16BE(0) : undefined;
    if (payload.length === 1) this.#problem('a close frame of one byte (5.5.1)');
    if (code !== undefined && !isWireCode(code))
      this.#problem(`close code ${code}, which no endpoint may send (7.4)`);
    if (!isUtf8(payload.subarray(2))) this.#problem('a close reason that is not UTF-8 (5.5.1)');
    this.close = { code, reason: payload.subarray(2).toString() };
  }

  #endMessage(): void {
    const [first] = this.#parts as [WireFrame];
    const whole = Buffer.concat(this.#parts.map(({ payload }) => payload));
    this.#parts = [];
    const payload = first.rsv === COMPRESSED ? this.#inflated(whole) : whole;
    if (payload === undefined) return this.#problem('compressed data that cannot be inflated');
    if (first.opcode === WireOpcode.Text && !isUtf8(payload))
      return this.#problem('a text that is not UTF-8 (8.1)');
    this.messages.push({ opcode: first.opcode, payload });
  }

  #inflated(bytes: Buffer): Buffer | undefined {
    const { serverForgets = true } = this.#agreement ?? {};
    const dictionary = serverForgets || this.#window.length === 0 ? undefined : this.#window;
    try {
      const payload = inflateRawSync(Buffer.concat([bytes, SYNC_TAIL]), {
        finishFlush: constants.Z_SYNC_FLUSH,
        ...(dictionary && { dictionary }),
      });
      this.#window = Buffer.concat([this.#window, payload]).subarray(-WINDOW_BYTES);
      return payload;
    } catch {
      return undefined;
    }
  }

  #problem(what: string): void {
    this.problems.push(`the server sent ${what}`);
  }
}

/** Codes that may stand in a close frame (RFC 6455, 7.4, and IANA's registry up to 1014). */
export function isWireCode(code: number): boolean {
  if (code >= 3_000) return code <= 4_999;
  return code >= 1_000 && code <= 1_014 && ![1_004, 1_005, 1_006].includes(code);
}

function isUtf8(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString()).equals(bytes);
}
