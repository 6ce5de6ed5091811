/** The check of a segment's header, which contains the version of the format. */
import { LogDamagedError } from '../../errors.js';
import type { LogFile } from '../files/files.js';
import { SEGMENT_HEADER } from '../format/segment-record.js';

const NAME_AND_VERSION = /^wearwire segment (\d+)\n/;
const VERSION = versionOf(SEGMENT_HEADER);

/**
 * Whether the file has the header of this version; `false`: the header is missing or damaged. Throws `LogDamagedError`
 * for another version of the format, because a start would otherwise truncate the file as if it had no records.
 */
export async function hasHeader(file: LogFile, name: string, size: number): Promise<boolean> {
  const head = Buffer.alloc(Math.min(size, SEGMENT_HEADER.length));
  await file.read(head, 0);
  if (head.equals(SEGMENT_HEADER)) return true;
  const version = versionOf(head);
  if (version === undefined || version === VERSION) return false;
  throw new LogDamagedError(
    `${name} has version ${version} of the format, and this broker reads version ${VERSION}; start the version of wearwire that wrote it, or restore a backup into a new directory`,
  );
}

function versionOf(head: Buffer): string | undefined {
  return NAME_AND_VERSION.exec(head.toString('latin1'))?.[1];
}
