/**
 * A recording of one JSON object a line, either what a sensor sent or a reading:
 *
 *   {"t_ms": 1000, "profile": "gatt", "id": "2A37", "hex": "1648e803", "user"?: "anna"}
 *   {"t_ms": 1000, "type": "HEART_RATE", "reading": {"val": 72}, "user"?: "anna"}
 *
 * `t_ms` counts from anywhere, the first line is played at once. A `ts` in a reading is replaced by the
 * time at which it is played.
 */
import type { Cue } from '../wearables/track.js';

interface Line {
  readonly t_ms?: unknown;
  readonly profile?: unknown;
  readonly id?: unknown;
  readonly hex?: unknown;
  readonly type?: unknown;
  readonly reading?: unknown;
  readonly user?: unknown;
}

/** Throws `Error` with the number of the line. */
export function parseNdjson(contents: string): ReadonlyMap<string, readonly Cue[]> {
  const cues = new Map<string, Cue[]>();
  let firstMs = Number.POSITIVE_INFINITY;
  for (const [index, text] of contents.split(/\r?\n/).entries()) {
    if (text.trim() === '') continue;
    const line = readLine(text, index + 1);
    const user = typeof line.user === 'string' ? line.user : '';
    const cue = { atMs: line.t_ms, emission: emissionOf(line, index + 1) };
    firstMs = Math.min(firstMs, cue.atMs);
    const list = cues.get(user);
    if (list) list.push(cue);
    else cues.set(user, [cue]);
  }
  const played = [...cues].map(([user, list]) => {
    const shifted = list.map(({ atMs, emission }) => ({ atMs: atMs - firstMs, emission }));
    return [user, shifted.sort((a, b) => a.atMs - b.atMs)] as const;
  });
  return new Map(played);
}

function readLine(text: string, lineNumber: number): Line & { readonly t_ms: number } {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    throw new Error(`line ${lineNumber}: not JSON`);
  }
  const { t_ms: ms } = (line ?? {}) as Line;
  if (typeof ms !== 'number') throw new Error(`line ${lineNumber}: "t_ms" must be a number`);
  return line as Line & { readonly t_ms: number };
}

function emissionOf(line: Line, lineNumber: number): Cue['emission'] {
  const { profile, id, hex, type, reading } = line;
  if (typeof profile === 'string' && typeof id === 'string' && typeof hex === 'string') {
    if (!/^([0-9a-f]{2})*$/i.test(hex)) throw new Error(`line ${lineNumber}: "hex" is not hex`);
    return { profile, id, bytes: Uint8Array.from(Buffer.from(hex, 'hex')) };
  }
  if (typeof type === 'string' && typeof reading === 'object' && reading !== null) {
    const { ts: _replaced, ...rest } = reading as Readonly<Record<string, unknown>>;
    return { type, reading: rest };
  }
  throw new Error(
    `line ${lineNumber}: must have "profile", "id" and "hex", or "type" and "reading"`,
  );
}
