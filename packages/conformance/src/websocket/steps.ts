/** Functions that create the steps of cases. */
import { WireOpcode } from '../wire/frame-writer.js';
import type {
  Bytes,
  Content,
  DeflateChange,
  FrameChange,
  FrameStep,
  MessageStep,
  Outcome,
  Step,
} from './case.js';

type MessageChange = FrameChange & Pick<MessageStep, 'between' | 'isBad'>;

/** A text message. */
export function message(content: Content, change: MessageChange = {}): MessageStep {
  return { send: 'message', opcode: WireOpcode.Text, content, ...change };
}

export function binary(content: Content, change: MessageChange = {}): MessageStep {
  return { send: 'message', opcode: WireOpcode.Binary, content, ...change };
}

/** A compressed text message. */
export function deflated(
  content: Content,
  deflate: DeflateChange = {},
  change: MessageChange = {},
): MessageStep {
  return { ...message(content, change), deflate };
}

type FrameDetails = FrameChange & Pick<FrameStep, 'fin' | 'isBad'>;

export function frame(opcode: number, payload: Bytes, change: FrameDetails = {}): FrameStep {
  return { send: 'frame', opcode, payload, ...change };
}

export function ping(payload: Bytes = '', change: FrameDetails = {}): FrameStep {
  return frame(WireOpcode.Ping, payload, change);
}

export function pong(payload: Bytes = '', change: FrameDetails = {}): FrameStep {
  return frame(WireOpcode.Pong, payload, change);
}

/** A close frame with this payload, or with a code and a reason. */
export function close(code?: number, reason: Bytes = '', change: FrameDetails = {}): FrameStep {
  if (code === undefined) return frame(WireOpcode.Close, reason, change);
  const payload = Buffer.concat([Buffer.of(code >> 8, code & 255), Buffer.from(reason as string)]);
  return frame(WireOpcode.Close, payload, change);
}

/** The two frames of a fragmented text that is a HEARTBEAT. */
export const TEXT_START = frame(WireOpcode.Text, '{"op":', { fin: false });
export const TEXT_END = frame(WireOpcode.Continuation, '0}');

export const FENCE: Step = { send: 'fence' };
export const PAUSE: Step = { send: 'pause' };

export const OPEN: Outcome = { is: 'open' };
export const PROTOCOL_ERROR: Outcome = { is: 'failed', codes: [1002] };
export const INVALID_UTF8: Outcome = { is: 'failed', codes: [1007] };
export const INVALID_UTF8_EARLY: Outcome = { is: 'failed', codes: [1007], isEarly: true };
export const TOO_LARGE: Outcome = { is: 'failed', codes: [1009] };

/** Decodes hexadecimal digits; spaces are ignored. */
export function hex(digits: string): Buffer {
  return Buffer.from(digits.replaceAll(' ', ''), 'hex');
}

export function times(count: number, make: (index: number) => Step): Step[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
