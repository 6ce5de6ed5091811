/**
 * Requests a range of the stream over a separate connection: sends IDENTIFY and REPLAY, and waits for REPLAY_END.
 * Passes every frame of the connection to a listener and stores none.
 */
import { decodeServerFrame, encodeFrame, Opcode, Role } from '@wearwire/protocol';
import { type BrokerApi, connectUrl } from './broker-api.js';
import type { Traffic } from './tapped-socket.js';

/** The events between two seq, both exclusive. */
export interface ReplayRequest {
  readonly after: number;
  readonly before: number;
}

export interface ReplayResult {
  readonly sent: number;
  /** Whether events of the range were no longer stored. */
  readonly isTruncated: boolean;
}

const TIMEOUT_S = 30;

/** Rejects with a one-sentence `Error` if the broker does not respond or refuses. */
export async function replay(
  api: BrokerApi,
  request: ReplayRequest,
  onTraffic: (traffic: Traffic) => void,
): Promise<ReplayResult> {
  const signal = AbortSignal.timeout(TIMEOUT_S * 1_000);
  const token = await api.tokenSource()({ attempt: 1, reason: { kind: 'start' }, signal });
  const socket = new WebSocket(`${connectUrl()}?extensions=replay-end`);
  const send = (frame: Parameters<typeof encodeFrame>[0]) => {
    const text = encodeFrame(frame);
    onTraffic({ kind: 'sent', text });
    socket.send(text);
  };
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () =>
        reject(new Error(`the broker did not end the replay within ${TIMEOUT_S} s`)),
      );
      socket.onopen = () => onTraffic({ kind: 'opened' });
      socket.onclose = ({ code, reason }) => {
        onTraffic({ kind: 'closed', code, reason });
        reject(new Error(`the connection was closed with ${code} ${reason}`));
      };
      socket.onmessage = ({ data }) => {
        onTraffic({ kind: 'received', text: String(data) });
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
