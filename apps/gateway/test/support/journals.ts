/**
 * Reads the readings from the journal files of a killed gateway.
 *
 * A value does not identify the packet of a reading: other users have the same values, and an 8-bit counter rolls over.
 * Therefore a reading is searched in the journal of its user, by type, content and time.
 */
import { readFile } from 'node:fs/promises';
import { journalPath } from '../../src/submit/user-output.js';

export interface JournaledReading {
  readonly type: string;
  /** `val` or `d` as JSON. */
  readonly content: string;
  /** Time of the submit, by the system clock. */
  readonly atMs: number;
}

/** A record of a submitted event: checksum, id, time, SUBMIT frame. */
const EVENT_RECORD = /^~[0-9a-f]{8} e -?\d+ (\d+) (\{.*\})$/;

/** Returns the readings in the journal of one user, in order. */
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
 * Whether the readings include one from a packet that was sent at `sentAtMs` or later. Journals are written in order,
 * so a later packet with the same value is equally good evidence.
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
