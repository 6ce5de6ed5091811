/** Replays a range of a stream over a new connection and returns its REPLAY_END. */
import { RawClient } from '../client/raw-client.js';
import type { Target } from '../client/tokens.js';

export interface ReplayEnd {
  readonly after: number;
  readonly before: number;
  readonly sent: number;
  readonly first_available: number;
  readonly truncated: boolean;
}

export interface ReplayRange {
  readonly after?: number;
  readonly before?: number;
}

export interface ReplayOptions {
  readonly credentials?: string;
  /** Maximum duration of the replay. */
  readonly timeoutMs?: number;
}

/** Connects as a monitor, which uses no consumer slot. Throws if the replay does not end. */
export async function replay(
  target: Target,
  range: ReplayRange,
  onDispatch: (text: string) => void,
  options: ReplayOptions = {},
): Promise<ReplayEnd> {
  const { credentials, timeoutMs = 600_000 } = options;
  using client = await RawClient.identified(target, 'monitor', {
    extensions: 'position,replay-end',
    onFrame: (op, text) => {
      if (op === 5) onDispatch(text);
    },
    ...(credentials !== undefined && { credentials }),
  });
  const end = client.next(64, timeoutMs);
  client.send(JSON.stringify({ op: 7, d: range }));
  return JSON.parse(await end).d;
}
