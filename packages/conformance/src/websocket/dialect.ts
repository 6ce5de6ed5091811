/**
 * How messages are written so that the server at hand answers them. The heartbeat dialect is this protocol's:
 * a HEARTBEAT with any further content is answered by a HEARTBEAT_ACK, also before IDENTIFY, and what is no
 * frame of the protocol by a close with 1003. The echo dialect suits any server that sends messages back.
 */
import { CloseCode } from '@wearwire/protocol';
import { WireOpcode } from '../wire/frame-writer.js';

/** A message as it came or as it is expected. */
export interface Message {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** What a server does with a message that it has received whole. */
export type Answer =
  | { readonly is: 'message'; readonly matches: (message: Message) => boolean }
  | { readonly is: 'close'; readonly code: number };

export interface Dialect {
  /** The server speaks first: its first message is no answer. */
  readonly greets: boolean;
  /** A message of exactly so many bytes. */
  sized(bytes: number): Buffer;
  /** What stands before and behind bytes that a text message carries. */
  readonly around: readonly [before: Buffer, behind: Buffer];
  answerTo(message: Message): Answer;
}

const BEAT = '{"op":0}';
const BEFORE = '{"op":0,"x":"';
const BEHIND = '"}';
const EMPTY = Buffer.alloc(0);

/** Small enough for white space to do. */
const PADDED_BYTES_LEAST = BEFORE.length + BEHIND.length;

export const HEARTBEAT_DIALECT: Dialect = {
  greets: true,
  sized: (bytes) => {
    if (bytes < BEAT.length) return Buffer.alloc(bytes, '1');
    if (bytes < PADDED_BYTES_LEAST) return Buffer.from(BEAT.padEnd(bytes));
    return Buffer.from(`${BEFORE}${'*'.repeat(bytes - PADDED_BYTES_LEAST)}${BEHIND}`);
  },
  around: [Buffer.from(BEFORE), Buffer.from(BEHIND)],
  answerTo: ({ opcode, payload }) =>
    opcode === WireOpcode.Text && isBeat(payload)
      ? { is: 'message', matches: isAck }
      : { is: 'close', code: CloseCode.InvalidFrame },
};

export const ECHO_DIALECT: Dialect = {
  greets: false,
  sized: (bytes) => Buffer.alloc(bytes, '*'),
  around: [EMPTY, EMPTY],
  answerTo: (sent) => ({
    is: 'message',
    matches: (came) => came.opcode === sent.opcode && came.payload.equals(sent.payload),
  }),
};

function isBeat(payload: Buffer): boolean {
  return opcodeOf(payload) === 0;
}

function isAck({ opcode, payload }: Message): boolean {
  return opcode === WireOpcode.Text && opcodeOf(payload) === 1;
}

function opcodeOf(payload: Buffer): unknown {
  try {
    return (JSON.parse(payload.toString()) as { op?: unknown } | null)?.op;
  } catch {
    return undefined;
  }
}
