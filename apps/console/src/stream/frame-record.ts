/** One line of the stream view: a frame with its raw text, or the opening or end of a connection. */
import { Opcode } from '@wearwire/protocol';
import { CLOSE_REASONS } from '@wearwire/protocol/server';
import { rawMember } from '../broker/raw-member.js';
import type { Traffic } from '../broker/tapped-socket.js';

export interface FrameRecord {
  /** Unique until the page is loaded again. */
  readonly id: number;
  readonly atMs: number;
  readonly kind: Traffic['kind'];
  /** The connection of the page: `monitor`, `replay`, `echo test` or `producer USER`. */
  readonly connection: string;
  readonly op: number | undefined;
  /** Name of the opcode; for a close, its code and meaning. */
  readonly name: string;
  readonly seq: number | undefined;
  readonly user: string;
  readonly type: string;
  /** Bytes of the frame as UTF-8. */
  readonly bytes: number;
  /** `d` as it was sent, with tokens hidden; the whole text if it is not a frame; for a close, the reason. */
  readonly raw: string;
  /** The whole frame, with tokens hidden; empty for the opening or end of a connection. */
  readonly text: string;
}

const OP_NAMES = new Map<number, string>(
  Object.entries(Opcode).map(([name, op]) => [op as number, upperSnakeCase(name)]),
);

/** Converts `HeartbeatAck` to `HEARTBEAT_ACK`. */
function upperSnakeCase(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
}

export const OPS: readonly (readonly [number, string])[] = [...OP_NAMES].sort(([a], [b]) => a - b);

/** Hides tokens: a line may be copied and shared while its token is still valid. */
function withoutToken(text: string): string {
  return text.replace(/("token"\s*:\s*)"(?:[^"\\]|\\.)*"/g, '$1"(hidden)"');
}

const encoder = new TextEncoder();

type Origin = Pick<FrameRecord, 'id' | 'atMs' | 'connection'>;

export function recordOf(traffic: Traffic, origin: Origin): FrameRecord {
  const none = { op: undefined, seq: undefined, user: '', type: '', bytes: 0, text: '' };
  if (traffic.kind === 'opened') {
    return { ...origin, ...none, kind: 'opened', name: 'connected', raw: '' };
  }
  if (traffic.kind === 'closed') {
    const { code, reason } = traffic;
    return { ...origin, ...none, kind: 'closed', name: closeText(code), raw: reason };
  }
  const text = withoutToken(traffic.text);
  const { op, seq, uid, t } = fieldsOf(traffic.text);
  return {
    ...origin,
    kind: traffic.kind,
    op,
    name: op === undefined ? 'not a frame' : (OP_NAMES.get(op) ?? 'unknown'),
    seq,
    user: uid,
    type: t,
    bytes: encoder.encode(traffic.text).length,
    raw: op === undefined ? text : (rawMember(text, 'd') ?? ''),
    text,
  };
}

function fieldsOf(text: string) {
  try {
    const { op, seq, uid, t } = JSON.parse(text) as Record<string, unknown>;
    return {
      op: typeof op === 'number' ? op : undefined,
      seq: typeof seq === 'number' ? seq : undefined,
      uid: typeof uid === 'string' ? uid : '',
      t: typeof t === 'string' ? t : '',
    };
  } catch {
    return { op: undefined, seq: undefined, uid: '', t: '' };
  }
}

/** Close codes of WebSocket itself, which `CLOSE_REASONS` does not contain. */
const OTHER_REASONS = new Map([
  [1000, 'closed normally'],
  [1005, 'closed without a code'],
  [1006, 'connection lost: no close frame received'],
]);

/** Returns a close code with its meaning: `1000 closed normally`. */
function closeText(code: number): string {
  const reasons: Readonly<Record<number, string>> = CLOSE_REASONS;
  return `${code} ${OTHER_REASONS.get(code) ?? reasons[code] ?? 'unknown close code'}`;
}
