/**
 * Requests a range of the stream over a separate connection: IDENTIFY, REPLAY, until REPLAY_END. All frames of the
 * connection are passed to `listen`; nothing else is stored.
 */
import { decodeServerFrame, encodeFrame, Opcode, Role } from '@wearwire/protocol';
import { type BrokerApi, connectUrl } from './broker-api.js';
import type { Traffic } from './tapped-socket.js';

export interface ReplayRequest {
  /** Both are exclusive. */
  readonly after: number;
  readonly before: number;
}

export interface ReplayResult {
  readonly sent: number;
  /** Whether events of the range were no longer stored. */
  readonly isTruncated: boolean;
}

const TIMEOUT_MS = 30_000;
const EXTENSIONS = 'replay-end';

/** Rejects with a one-sentence `Error` if the broker does not respond or refuses. */
export async function replay(
  api: BrokerApi,
  request: ReplayRequest,
  listen: (traffic: Traffic) => void,
): Promise<ReplayResult> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const token = await api.tokens()({ attempt: 1, reason: { kind: 'start' }, signal });
  const socket = new WebSocket(`${connectUrl()}?extensions=${EXTENSIONS}`);
  const send = (frame: Parameters<typeof encodeFrame>[0]) => {
    const text = encodeFrame(frame);
    listen({ kind: 'sent', text });
    socket.send(text);
  };
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () =>
        reject(new Error('the broker did not end the replay')),
      );
      socket.onopen = () => listen({ kind: 'opened' });
      socket.onclose = ({ code, reason }) => {
        listen({ kind: 'closed', code, reason });
        reject(new Error(`the connection was closed with ${code} ${reason}`));
      };
      socket.onmessage = ({ data }) => {
        listen({ kind: 'received', text: String(data) });
        const frame = decodeServerFrame(String(data));
        if (!frame.ok) return;
        if (frame.value.op === Opcode.Hello) {
          send({ op: Opcode.Identify, d: { token, type: Role.Consumer } });
        } else if (frame.value.op === Opcode.Ready) {
          send({ op: Opcode.Replay, d: request });
        } else if (frame.value.op === Opcode.ReplayEnd) {
          const { sent, truncated } = frame.value.d;
          resolve({ sent, isTruncated: truncated });
        }
      };
    });
  } finally {
    socket.close(1000);
  }
}
