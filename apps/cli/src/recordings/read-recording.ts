/** Reads a recording from a file or stdin. */
import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { CommandError, messageOf } from '../command-line/errors.js';
import { parseCsv } from './csv.js';
import { parseNdjson } from './ndjson.js';
import type { Recording } from './recording.js';

/** The path that means stdin. */
const STDIN = '-';

/** Parses NDJSON if the first character is `{` or `[`, otherwise CSV. Throws `CommandError`. */
export async function readRecording(path: string | URL): Promise<Recording> {
  const name = path === STDIN ? 'stdin' : String(path);
  const contents = await read(path).catch((cause: NodeJS.ErrnoException) => {
    throw new CommandError(`cannot read the recording ${name} (${cause.code})`, { cause });
  });
  if (contents.trim() === '') throw new CommandError(`the recording ${name} is empty`);
  try {
    return /^\s*[{[]/.test(contents) ? parseNdjson(contents) : parseCsv(contents);
  } catch (cause) {
    throw new CommandError(`${name}, ${messageOf(cause)}`, { cause });
  }
}

/** Without the byte order mark, which some programs write, and which neither format has. */
async function read(path: string | URL): Promise<string> {
  const contents = await (path === STDIN ? readAll(process.stdin) : readFile(path, 'utf8'));
  return contents.replace(/^\uFEFF/, '');
}
