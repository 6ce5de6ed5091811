/**
 * Writes and reads a tar file entry by entry, with back-pressure. The caller decides whether to compress it with gzip;
 * a reader detects gzip by the first bytes.
 */
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { createGunzip, createGzip } from 'node:zlib';
import { createTarDecoder, createTarPacker } from 'modern-tar';
import { FILE_MODE } from '../storage/disk/files/regular-file.js';

/** Adds a file of the given size, which must be the sum of its chunks. */
export type AddEntry = (
  name: string,
  bytes: number,
  chunks: AsyncIterable<Uint8Array>,
) => Promise<void>;

export interface TarEntry {
  readonly name: string;
  /** Must be read to its end before the next entry. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** How a tar file is written. */
export interface TarOptions {
  readonly isZipped: boolean;
  /** Whether to sync it; not possible for a FIFO or a device. */
  readonly isSynced: boolean;
}

/** Resolves when everything added by `fill` is written and the file is closed. */
export async function writeTar<T>(
  file: FileHandle,
  { isZipped, isSynced }: TarOptions,
  fill: (add: AddEntry) => Promise<T>,
): Promise<T> {
  const { readable, controller } = createTarPacker();
  const add: AddEntry = async (name, size, chunks) => {
    const body = controller.add({ name, size, mode: FILE_MODE }).getWriter();
    for await (const chunk of chunks) await body.write(chunk);
    await body.close();
  };
  const filled = fill(add).then(
    (result) => {
      controller.finalize();
      return result;
    },
    (error: unknown) => {
      controller.error(error);
      throw error;
    },
  );
  const written = pipeline(
    Readable.fromWeb(readable as ReadableStream),
    // Readings are repetitive text: the fastest level already removes most of it.
    isZipped ? createGzip({ level: 1 }) : new PassThrough(),
    file.createWriteStream({ flush: isSynced }),
  );
  // Report the first failure; the other half of the pipe fails as a consequence.
  const [result] = await Promise.all([filled, written]);
  return result;
}

/** Yields the entries in order. Throws errors of the file system and of the format. */
export async function* readTar(path: string): AsyncGenerator<TarEntry> {
  const isZipped = await isGzip(path);
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  const bytes = isZipped ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => bytes.destroy(error));
  const entries = (Readable.toWeb(bytes) as ReadableStream<Uint8Array>).pipeThrough(
    createTarDecoder({ strict: true }) as never,
  ) as ReadableStream<{ header: { name: string }; body: ReadableStream<Uint8Array> }>;
  for await (const { header, body } of entries) yield { name: header.name, chunks: body };
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.readUInt16BE() === 0x1f8b;
  } finally {
    await file.close();
  }
}
