/** A recording: cues by user. Read from a file whose name says how it is written. */
import { readFile } from 'node:fs/promises';
import { CommandError, messageOf } from '../line/errors.js';
import type { Cue } from '../wearables/track.js';
import { parseCsv } from './csv.js';
import { parseNdjson } from './ndjson.js';

/** Users as the recording names them, '' where it names none; cues in ascending order of time. */
export type Recording = ReadonlyMap<string, readonly Cue[]>;

/** `.csv` as CSV, everything else as NDJSON. Throws `CommandError`. */
export async function readRecording(path: string | URL): Promise<Recording> {
  const contents = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new CommandError(`cannot read the recording ${path} (${cause.code})`, { cause });
  });
  try {
    return /\.csv$/i.test(String(path)) ? parseCsv(contents) : parseNdjson(contents);
  } catch (cause) {
    throw new CommandError(`${path}, ${messageOf(cause)}`, { cause });
  }
}
