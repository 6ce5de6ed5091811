/**
 * Which readings the journals of a gateway hold, read from the files as a killed gateway left them.
 *
 * A value alone does not tell which packet a reading came from: other users have the same values, and a counter
 * of 8 bits comes round. So a reading is looked for in the journal of its user, by type, content and time.
 */
import { readFile } from 'node:fs/promises';
import { journalPath } from '../../src/submit/user-output.js';

export interface JournaledReading {
  readonly type: string;
  /** `val` or `d` as JSON. */
  readonly content: string;
  /** When it was submitted, by the system's clock. */
  readonly atMs: number;
}

/** A record of a submitted event: checksum, id, time, SUBMIT frame. */
const EVENT_RECORD = /^~[0-9a-f]{8} e -?\d+ (\d+) (\{.*\})$/;

/** The readings in the journal of one user, in order. */
export async function readJournal(directory: string, user: string): Promise<JournaledReading[]> {
  const text = await readFile(journalPath(directory, user), 'utf8').catch(() => '');
  // The last line may be incomplete.
  return journaledReadings(text.slice(0, text.lastIndexOf('\n') + 1));
}

export function journaledReadings(text: string): JournaledReading[] {
  return text.split('\n').flatMap((line) => {
    const [, atMs, frame] = EVENT_RECORD.exec(line) ?? [];
    if (frame === undefined) return [];
    const { t, d } = JSON.parse(frame) as { t: string; d: { val?: number; d?: number[] } };
    return [{ type: t, content: JSON.stringify(d.val ?? d.d), atMs: Number(atMs) }];
  });
}

/**
 * Whether a reading of a packet that was sent at `sentAtMs` is among them. Journals are written in order, so that a
 * later packet with the same value proves as much.
 */
export function holds(
  journal: readonly JournaledReading[],
  wanted: { readonly type: string; readonly content: string; readonly sentAtMs: number },
): boolean {
  return journal.some(
    ({ type, content, atMs }) =>
      type === wanted.type && content === wanted.content && atMs >= wanted.sentAtMs,
  );
}
