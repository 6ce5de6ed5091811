/** Turns the steps of a case into the bytes to send and the answers and pongs to expect. */
import { constants, deflateRawSync } from 'node:zlib';
import { WireOpcode, wireFrame } from '../wire/frame-writer.js';
import type { Bytes, Content, DeflateChange, FrameChange, MessageStep, Step } from './case.js';
import type { Answer, Dialect } from './dialect.js';

/** Bytes to send, or an action. */
type Piece = Buffer | 'fence' | 'pause' | 'tcp-end';

interface Plan {
  readonly pieces: readonly Piece[];
  readonly answers: readonly Answer[];
  /** Payloads of the expected pongs, in order. */
  readonly pongs: readonly Buffer[];
  /** Whether the pieces contain a close frame. */
  readonly closes: boolean;
}

const WINDOW_BYTES = 32_768;
/** Removed from the end of each compressed message (RFC 7692, 7.2.1). */
const SYNC_TAIL_BYTES = 4;
const CONTROL_BIT = 0x8;
/** The key of the examples in RFC 6455, 5.7. It is the default in all steps, so that every run sends the same bytes. */
export const MASK_KEY = Buffer.of(0x37, 0xfa, 0x21, 0x3d);

export function assemble(steps: readonly Step[], dialect: Dialect): Plan {
  const assembly = new Assembly(dialect);
  for (const step of steps) assembly.add(step);
  return assembly;
}

class Assembly implements Plan {
  readonly pieces: Piece[] = [];
  readonly answers: Answer[] = [];
  readonly pongs: Buffer[] = [];
  closes = false;
  readonly #dialect: Dialect;
  /** Whether an invalid frame, a close frame or a refused message was added; nothing after it is answered. */
  #expectsNoAnswer = false;
  #window = Buffer.alloc(0);

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  add(step: Step): void {
    if (step.send === 'message') return this.#addMessage(step);
    if (step.send === 'bytes') this.pieces.push(Buffer.from(step.bytes));
    else if (step.send !== 'frame') this.pieces.push(step.send);
    else {
      const payload = bufferOf(step.payload);
      this.pieces.push(wireFrame(step.opcode, payload, { maskKey: MASK_KEY, ...step }));
      const isAnswered = step.isBad === undefined && !this.#expectsNoAnswer;
      if (step.opcode === WireOpcode.Ping && isAnswered) this.pongs.push(payload);
      if (step.opcode === WireOpcode.Close) this.#expectsNoAnswer = this.closes = true;
    }
    if ('isBad' in step && step.isBad) this.#expectsNoAnswer = true;
  }

  #addMessage(step: MessageStep): void {
    const parts = partsOf(step.content, this.#dialect);
    const payload = Buffer.concat(parts);
    const sent = step.deflate === undefined ? parts : this.#deflated(payload, step.deflate);
    if (step.isBad) this.#expectsNoAnswer = true;
    for (const [index, part] of sent.entries()) {
      if (index > 0) for (const between of step.between ?? []) this.add(between);
      const change = index === 0 ? step : withoutRsv(step);
      const rsv = (change.rsv ?? 0) | (step.deflate !== undefined && index === 0 ? 4 : 0);
      const opcode = index === 0 ? step.opcode : WireOpcode.Continuation;
      const fin = index === sent.length - 1;
      this.pieces.push(wireFrame(opcode, part, { maskKey: MASK_KEY, ...change, rsv, fin }));
    }
    if (this.#expectsNoAnswer || (step.opcode & CONTROL_BIT) !== 0) return;
    const answer = this.#dialect.answerTo({ opcode: step.opcode, payload });
    this.answers.push(answer);
    if (answer.is === 'close') this.#expectsNoAnswer = true;
  }

  #deflated(payload: Buffer, change: DeflateChange): Buffer[] {
    const dictionary = change.contextTakeover === undefined ? undefined : this.#window;
    this.#window = Buffer.concat([this.#window, payload]).subarray(-WINDOW_BYTES);
    return split(deflate(payload, change, dictionary), change.cuts ?? []);
  }
}

function withoutRsv({ rsv: _rsv, ...change }: MessageStep): FrameChange {
  return change;
}

function partsOf(content: Content, dialect: Dialect): Buffer[] {
  if ('size' in content) return split(dialect.sized(content.size), content.cuts ?? []);
  if ('raw' in content) return content.raw.map(bufferOf);
  const parts = content.carried.map(bufferOf);
  const [before, after] = dialect.around;
  parts[0] = Buffer.concat([before, parts[0] ?? before]);
  parts.push(Buffer.concat([parts.pop() as Buffer, after]));
  return parts;
}

/** Splits the bytes into parts of these sizes and a last part with the rest. */
function split(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const parts: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    parts.push(bytes.subarray(at, at + size));
    at += size;
  }
  parts.push(bytes.subarray(at));
  return parts;
}

function deflate(payload: Buffer, change: DeflateChange, dictionary: Buffer | undefined): Buffer {
  const { level, windowBits, strategy, blockBytes = payload.length, isFinal } = change;
  const options = {
    ...(level !== undefined && { level }),
    ...(windowBits !== undefined && { windowBits }),
    ...(strategy !== undefined && { strategy }),
    ...(dictionary !== undefined && dictionary.length > 0 && { dictionary }),
  };
  if (isFinal) {
    const finished = deflateRawSync(payload, { ...options, finishFlush: constants.Z_FINISH });
    return Buffer.concat([finished, Buffer.of(0)]);
  }
  const blocks = blocksOf(payload, blockBytes).map((block) =>
    deflateRawSync(block, { ...options, finishFlush: constants.Z_SYNC_FLUSH }),
  );
  return Buffer.concat(blocks).subarray(0, -SYNC_TAIL_BYTES);
}

function blocksOf(payload: Buffer, blockBytes: number): Buffer[] {
  const blocks: Buffer[] = [];
  for (let at = 0; at < payload.length; at += blockBytes)
    blocks.push(payload.subarray(at, at + blockBytes));
  return blocks.length === 0 ? [payload] : blocks;
}

function bufferOf(bytes: Bytes): Buffer {
  return Buffer.from(bytes as string);
}
