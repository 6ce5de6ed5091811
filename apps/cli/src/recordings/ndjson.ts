/**
 * Parses a recording with one JSON object per line: a packet, a reading, or a DISPATCH as `tail` prints it:
 *
 *   {"t_ms": 1000, "profile": "gatt", "id": "2A37", "hex": "1648e803", "user"?: "anna"}
 *   {"t_ms": 1000, "type": "HEART_RATE", "reading": {"val": 72}, "user"?: "anna"}
 *   {"op": 5, "d": {"ts": "2026-01-01T00:00:00.000Z", "val": 72}, "uid": "anna", "seq": 1, "t": "HEART_RATE"}
 *
 * The earliest line is played at once, the others relative to it. A DISPATCH without a date in `ts` is played together
 * with the line before it. The `ts` of a reading is replaced with the time of playback.
 */
import { Opcode } from '@wearwire/protocol';
import { timeOf } from '../readings/reading-text.js';
import type { Cue } from '../wearables/track.js';
import type { Recording } from './recording.js';

type Line = Readonly<Record<string, unknown>>;

interface TimedCue extends Cue {
  readonly user: string;
}

const EXPECTED =
  'expected "t_ms" with "profile", "id" and "hex", or with "type" and "reading", or a line of "wearwire tail"';

/** Throws an `Error` that names the line. */
export function parseNdjson(contents: string): Recording {
  const tracks = new Map<string, Cue[]>();
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = 0;
  for (const [index, text] of contents.split(/\r?\n/).entries()) {
    if (text.trim() === '') continue;
    const { user, ...cue } = cueOf(readLine(text, index + 1), index + 1, lastMs);
    lastMs = cue.atMs;
    firstMs = Math.min(firstMs, cue.atMs);
    const track = tracks.get(user);
    if (track) track.push(cue);
    else tracks.set(user, [cue]);
  }
  const played = [...tracks].map(([user, track]) => {
    const shifted = track.map(({ atMs, emission }) => ({ atMs: atMs - firstMs, emission }));
    return [user, shifted.sort((a, b) => a.atMs - b.atMs)] as const;
  });
  return { tracks: new Map(played), ignoredColumns: [] };
}

function readLine(text: string, lineNumber: number): Line {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch (cause) {
    throw new Error(`line ${lineNumber}: not JSON; ${EXPECTED}`, { cause });
  }
  if (typeof line === 'object' && line !== null && !Array.isArray(line)) return line as Line;
  throw new Error(`line ${lineNumber}: not a JSON object; ${EXPECTED}`);
}

function cueOf(line: Line, lineNumber: number, lastMs: number): TimedCue {
  if (line.op === Opcode.Dispatch) return dispatchCue(line, lineNumber, lastMs);
  const { t_ms: atMs, user } = line;
  const emission = emissionOf(line, lineNumber);
  if (typeof atMs !== 'number' || emission === undefined) throw unknownLine(line, lineNumber);
  return { atMs, emission, user: typeof user === 'string' ? user : '' };
}

function dispatchCue(line: Line, lineNumber: number, lastMs: number): TimedCue {
  const { d, t: type, uid: user } = line;
  if (typeof type !== 'string' || typeof user !== 'string' || typeof d !== 'object' || d === null) {
    throw new Error(`line ${lineNumber}: a DISPATCH needs "d", "uid" and "t"`);
  }
  return { atMs: timeOf(d) ?? lastMs, emission: readingOf(type, d), user };
}

function emissionOf(line: Line, lineNumber: number): Cue['emission'] | undefined {
  const { profile, id, hex, type, reading } = line;
  if (typeof profile === 'string' && typeof id === 'string' && typeof hex === 'string') {
    if (!/^([0-9a-f]{2})*$/i.test(hex)) {
      throw new Error(`line ${lineNumber}: "hex" must be bytes as pairs of hexadecimal digits`);
    }
    return { profile, id, bytes: Uint8Array.from(Buffer.from(hex, 'hex')) };
  }
  const isReading = typeof type === 'string' && typeof reading === 'object' && reading !== null;
  return isReading ? readingOf(type, reading) : undefined;
}

function readingOf(type: string, reading: object): Cue['emission'] {
  const { ts: _replaced, ...rest } = reading as Readonly<Record<string, unknown>>;
  return { type, reading: rest };
}

function unknownLine(line: Line, lineNumber: number): Error {
  const found = Object.keys(line).map((key) => JSON.stringify(key));
  return new Error(`line ${lineNumber}: found ${found.join(', ') || 'no keys'}; ${EXPECTED}`);
}
