/**
 * Messages that the server under test answers. The heartbeat dialect is for servers of this protocol: before IDENTIFY
 * they answer a HEARTBEAT, which may have further members, with a HEARTBEAT_ACK, and the other messages of the suite
 * with a close with 1003. The echo dialect is for servers that send each message back.
 */
import { CloseCode } from '@wearwire/protocol';
import { WireOpcode } from '../wire/frame-writer.js';

/** A received or expected message. */
export interface Message {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** The expected reaction of the server to a complete message. */
export type Answer =
  | { readonly is: 'message'; readonly matches: (message: Message) => boolean }
  | { readonly is: 'close'; readonly code: number };

export interface Dialect {
  /** Whether the server sends HELLO first, which is not an answer. */
  readonly sendsHello: boolean;
  /** Returns a message of exactly this many bytes. */
  sized(bytes: number): Buffer;
  /** The bytes before and after content that a text message contains. */
  readonly around: readonly [before: Buffer, after: Buffer];
  answerTo(message: Message): Answer;
}

const HEARTBEAT = '{"op":0}';
const BEFORE = '{"op":0,"x":"';
const AFTER = '"}';
const EMPTY = Buffer.alloc(0);

/** From this size on, a HEARTBEAT is padded with the member `x`; a shorter one is padded with white space. */
const PADDED_BYTES_MIN = BEFORE.length + AFTER.length;

export const HEARTBEAT_DIALECT: Dialect = {
  sendsHello: true,
  sized: (bytes) => {
    if (bytes < HEARTBEAT.length) return Buffer.alloc(bytes, '1');
    if (bytes < PADDED_BYTES_MIN) return Buffer.from(HEARTBEAT.padEnd(bytes));
    return Buffer.from(`${BEFORE}${'*'.repeat(bytes - PADDED_BYTES_MIN)}${AFTER}`);
  },
  around: [Buffer.from(BEFORE), Buffer.from(AFTER)],
  answerTo: ({ opcode, payload }) =>
    opcode === WireOpcode.Text && isHeartbeat(payload)
      ? { is: 'message', matches: isAck }
      : { is: 'close', code: CloseCode.InvalidFrame },
};

export const ECHO_DIALECT: Dialect = {
  sendsHello: false,
  sized: (bytes) => Buffer.alloc(bytes, '*'),
  around: [EMPTY, EMPTY],
  answerTo: (sent) => ({
    is: 'message',
    matches: (received) => received.opcode === sent.opcode && received.payload.equals(sent.payload),
  }),
};

function isHeartbeat(payload: Buffer): boolean {
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
