/** Replays a stream over a new connection. */
import { Opcode } from '@wearwire/protocol';
import { RawClient } from '../client/raw-client.js';
import type { Target } from '../client/tokens.js';
import type { StreamCheck } from './stream-check.js';

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
      if (op === Opcode.Dispatch) onDispatch(text);
    },
    ...(credentials !== undefined && { credentials }),
  });
  const end = client.next(Opcode.ReplayEnd, timeoutMs);
  client.send(JSON.stringify({ op: 7, d: range }));
  return JSON.parse(await end).d;
}

/** Replays the events that were not replayed yet and checks them against the ledgers and the live events. */
export async function replayNewEvents(
  target: Target,
  check: StreamCheck,
  options?: ReplayOptions,
): Promise<void> {
  const range = { after: check.replayedSeq };
  await replay(target, range, (text) => check.recordReplayed(text), options);
  check.endReplay();
}

/** Compares a replay of all stored events with the earlier replays. `oldest`: see `compareAgain`. */
export async function compareAll(
  target: Target,
  check: StreamCheck,
  oldest?: 'may be removed',
): Promise<void> {
  const again = check.compareAgain(oldest);
  await replay(target, {}, again.compare);
  again.end();
}
