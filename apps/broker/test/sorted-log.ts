/** A log of small sorted segments with alternating chunks of three developers, and the contents of its files. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chunkOf } from '../src/storage/contract/events.js';
import { decodeRecord, SEGMENT_HEADER } from '../src/storage/disk/format/segment-record.js';
import type { DiskLogUnderTest } from './disk-log-under-test.js';
import { on } from './log-calls.js';

/** About nine chunks of each developer. */
export const SEGMENT_BYTES = 4_000;

/** Names of the files in the folder of the log. */
export async function namesOf({ logPath }: DiskLogUnderTest): Promise<string[]> {
  return (await readdir(logPath)).sort();
}

/** Developer ids in the order of the records in a sealed segment. */
export async function developerIdsIn(
  { logPath }: DiskLogUnderTest,
  name: string,
): Promise<string[]> {
  const bytes = await readFile(join(logPath, name));
  const ids: string[] = [];
  let at = SEGMENT_HEADER.length;
  for (;;) {
    const record = decodeRecord(bytes, at);
    if (record === undefined) return ids;
    ids.push(record.developerId);
    at += record.raw.length;
  }
}

/** Appends alternating chunks of three developers over several segments, one chunk every `stepMs`. */
export async function fill(
  { log, clock }: DiskLogUnderTest,
  chunks: number,
  stepMs = 0,
): Promise<void> {
  for (let i = 0; i < chunks; i++) {
    for (const id of ['c', 'a', 'b']) {
      await on(log).append(id, chunkOf(id, 2 * i + 1, 2, clock.nowMs));
    }
    clock.nowMs += stepMs;
  }
}
