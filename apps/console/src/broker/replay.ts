/**
 * Requests a range of the stream over a separate connection: sends IDENTIFY and REPLAY, and waits for REPLAY_END.
 * Passes every frame of the connection to a listener and stores none.
 */
import { ClosedError } from '@wearwire/client-consumer';
import { decodeServerFrame, encodeFrame, Opcode, Role } from '@wearwire/protocol';
import { type BrokerApi, connectUrl } from './broker-api.js';
import { type Traffic, tappedSockets } from './tapped-socket.js';

/** The events whose seq is greater than `after` and less than `before`. */
export interface ReplayRequest {
  readonly after: number;
  readonly before: number;
}

export interface ReplayResult {
  readonly sent: number;
  /** Whether some events of the range are no longer stored. */
  readonly isTruncated: boolean;
}

const TIMEOUT_S = 30;

/** Rejects with a one-sentence `Error` if the broker refuses the replay or does not end it in time. */
export async function replay(
  api: BrokerApi,
  request: ReplayRequest,
  onTraffic: (traffic: Traffic) => void,
): Promise<ReplayResult> {
  const signal = AbortSignal.timeout(TIMEOUT_S * 1_000);
  const token = await api.tokenSource()({ attempt: 1, reason: { kind: 'start' }, signal });
  const connect = tappedSockets(onTraffic);
  let close = () => {};
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () =>
        reject(new Error(`the broker did not end the replay within ${TIMEOUT_S} s`)),
      );
      const socket = connect(`${connectUrl()}?extensions=replay-end`, {
        opened: () => {},
        closed: (code, reason) => reject(new ClosedError(code, reason)),
        message: (data) => {
          const frame = decodeServerFrame(String(data));
          if (!frame.ok) return;
          if (frame.value.op === Opcode.Hello) {
            socket.send(encodeFrame({ op: Opcode.Identify, d: { token, type: Role.Consumer } }));
          } else if (frame.value.op === Opcode.Ready) {
            socket.send(encodeFrame({ op: Opcode.Replay, d: request }));
          } else if (frame.value.op === Opcode.ReplayEnd) {
            const { sent, truncated } = frame.value.d;
            resolve({ sent, isTruncated: truncated });
          }
        },
      });
      close = () => socket.close(1000, '');
    });
  } finally {
    close();
  }
}
