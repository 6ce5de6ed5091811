/**
 * The Terra Streaming Protocol: tokens over HTTP, HELLO, IDENTIFY, READY; SUBMIT one way, DISPATCH the other.
 *
 * Peers that implement the same protocol use it too. Each consumer requests the extension `resume` and uses it if
 * `resumeAfter` is given; producers use the base protocol.
 */
import { Agent, request } from 'node:http';
import { Opcode, Role } from '@wearwire/protocol';
import { frameMessage, WebSocketOpcode } from '../framing.js';
import { typeOf } from '../payload.js';
import type { Endpoint } from '../target.js';
import type { ClientIdentity, Link, Opening, PreparedFrame, Session, Sink, Wire } from '../wire.js';

export interface WearwireSettings {
  readonly endpoint: Endpoint;
  /** API key of every developer; the ids are `developerOf(stream)`. */
  readonly apiKey: string;
}

const TOKEN_SOCKETS_MAX = 32;

/** Developer id of a stream. */
export function developerOf(stream: number): string {
  return `d${stream}`;
}

export function createWire(settings: unknown): Wire {
  return new WearwireWire(settings as WearwireSettings);
}

class WearwireWire implements Wire {
  readonly #settings: WearwireSettings;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: TOKEN_SOCKETS_MAX });

  constructor(settings: WearwireSettings) {
    this.#settings = settings;
  }

  upgrade({ role }: ClientIdentity): { path: string } {
    return { path: role === 'consumer' ? '/connect?extensions=resume' : '/connect' };
  }

  authorise(identity: ClientIdentity): Promise<string> {
    const path =
      identity.role === 'producer' ? `/auth/user?id=u${identity.number}` : '/auth/developer';
    const { endpoint, apiKey } = this.#settings;
    return new Promise((resolve, reject) => {
      const call = request({
        ...endpoint,
        path,
        method: 'POST',
        agent: this.#agent,
        headers: {
          'dev-id': developerOf(identity.stream),
          'x-api-key': apiKey,
          'content-length': 0,
        },
      });
      call.on('error', reject);
      call.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('error', reject);
        response.on('end', () => {
          const token = /"token":"([^"]+)"/.exec(text)?.[1];
          if (token === undefined) reject(new Error(`no token: ${response.statusCode} ${text}`));
          else resolve(token);
        });
      });
      call.end();
    });
  }

  async open(
    link: Link,
    identity: ClientIdentity,
    opening: Opening,
    token: string,
  ): Promise<Session> {
    const hello = JSON.parse(String(await link.next()));
    const isConsumer = identity.role === 'consumer';
    const d = {
      token,
      type: isConsumer ? Role.Consumer : Role.Producer,
      ...(opening.resumeAfter !== undefined && { after: opening.resumeAfter }),
    };
    link.send(JSON.stringify({ op: Opcode.Identify, d }));
    const answer = String(await link.next());
    if (JSON.parse(answer).op !== Opcode.Ready)
      throw new Error(`expected READY, received ${answer}`);
    if (opening.replayFrom !== undefined) {
      link.send(JSON.stringify({ op: Opcode.Replay, d: { after: opening.replayFrom } }));
    }
    const everyMs: number = hello.d.heartbeat_interval;
    return { heartbeat: { message: JSON.stringify({ op: Opcode.Heartbeat }), everyMs } };
  }

  prepare(_identity: ClientIdentity, payload: Buffer): PreparedFrame {
    return submitFrame(payload);
  }

  read(bytes: Buffer, from: number, to: number, sink: Sink): number {
    return readDispatch(bytes, from, to, sink);
  }
}

const BEFORE = Buffer.from(`{"op":${Opcode.Submit},"d":`);

/** Encodes a SUBMIT with the payload; its `t` is the event type of the payload. */
export function submitFrame(payload: Buffer): PreparedFrame {
  const after = Buffer.from(`,"t":"${typeOf(payload)}"}`);
  return frameMessage(WebSocketOpcode.Text, BEFORE, payload, after);
}

/** The start of a DISPATCH, `{"op":5,"d":`: compact, keys in the server's order. */
const PAYLOAD_AT = '{"op":5,"d":'.length;
const OP_AT = '{"op":'.length;
const DISPATCH_DIGIT = 48 + Opcode.Dispatch;
const HEARTBEAT_ACK_DIGIT = 48 + Opcode.HeartbeatAck;
const COMMA = 44;
const CLOSING_BRACE = 125;
const ZERO = 48;
/** Maximum length of the tail `,"uid":"u…","seq":…,"t":"…"}` that the benchmark produces. */
const LONGEST_TAIL = 96;

/**
 * Hot path. Reads `{"op":5,"d":{…},"uid":"u7","seq":73,"t":"HEART_RATE"}` from the end: `t`, then seq; the
 * payload ends before `,"uid"`. Reports a HEARTBEAT_ACK to the sink and ignores all other frames.
 */
export function readDispatch(bytes: Buffer, from: number, to: number, sink: Sink): number {
  if (bytes[from + OP_AT] !== DISPATCH_DIGIT || bytes[from + OP_AT + 1] !== COMMA) {
    const isAck = bytes[from + OP_AT] === HEARTBEAT_ACK_DIGIT;
    if (isAck && bytes[from + OP_AT + 1] === CLOSING_BRACE) sink.heartbeatAnswered();
    return to;
  }
  readEvent(bytes, from + PAYLOAD_AT, to, sink);
  return to;
}

/** Hot path. Reads the event from its payload at `payloadAt` to its end at `to`: `{…},"uid":…,"seq":…,"t":…}`. */
export function readEvent(bytes: Buffer, payloadAt: number, to: number, sink: Sink): void {
  // Backwards: over `"t":"HEART_RATE"}` to the comma before it, over the digits of seq, to the closing brace of `d`.
  const first = Math.max(payloadAt, to - LONGEST_TAIL);
  let at = to - 1;
  while (at > first && bytes[at] !== COMMA) at--;
  let seq = 0;
  let weight = 1;
  for (at--; at > first; at--) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) break;
    seq += digit * weight;
    weight *= 10;
  }
  while (at > first && bytes[at] !== CLOSING_BRACE) at--;
  sink.event(bytes, payloadAt, at + 1 - payloadAt, seq);
}
