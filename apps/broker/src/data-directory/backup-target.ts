/**
 * The file that a backup is written to. A regular file, or the target of a symbolic link, is replaced once the backup
 * is complete. A FIFO or a character device such as /dev/stdout is written to directly. Other files are refused, and so
 * is a path inside the data directory, which would become part of the backup or be removed by a restore.
 */
import type { Stats } from 'node:fs';
import {
  type FileHandle,
  lstat,
  mkdtemp,
  open,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { syncFolder } from '../storage/disk/files/folders.js';
import { openForOwner } from '../storage/disk/files/regular-file.js';
import { undefinedIfMissing } from '../storage/disk/files/system-error.js';
import { BackupError } from './backup-error.js';

export class BackupTarget implements AsyncDisposable {
  /** Directory for temporary files, readable only by its owner. */
  readonly workFolder: string;
  /** The file to replace once the backup is complete; `undefined`: the target is written to directly. */
  readonly #file: string | undefined;
  readonly #path: string;

  private constructor(path: string, file: string | undefined, workFolder: string) {
    this.#path = path;
    this.#file = file;
    this.workFolder = workFolder;
  }

  /** Throws `BackupError`. */
  static async open(file: string, directory: string): Promise<BackupTarget> {
    const regular = await regularFileOf(file, directory);
    const folder = regular === undefined ? tmpdir() : dirname(regular);
    const work = await mkdtemp(join(folder, `.${basename(file)}-`)).catch((cause: unknown) => {
      throw new BackupError(`cannot write to ${folder} (${codeOf(cause)})`, { cause });
    });
    return new BackupTarget(file, regular, work);
  }

  /** For a FIFO, resolves only after a reader has opened it. */
  openFile(): Promise<FileHandle> {
    return this.isStream ? open(this.#path, 'w') : openForOwner(this.#draft, 'wx');
  }

  /** The temporary file. */
  get #draft(): string {
    return join(this.workFolder, 'backup');
  }

  /** Whether the target is a FIFO or device, which can neither be synced nor replaced. */
  get isStream(): boolean {
    return this.#file === undefined;
  }

  /** Call it when the backup is complete. Once it resolves, the backup survives a power cut. */
  async finish(): Promise<void> {
    if (this.#file === undefined) return;
    await rename(this.#draft, this.#file);
    await syncFolder(dirname(this.#file));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.workFolder, { recursive: true, force: true });
  }
}

/** Resolves symbolic links; `undefined`: it is a FIFO or a character device. */
async function regularFileOf(file: string, directory: string): Promise<string | undefined> {
  try {
    const stats = await stat(file).catch(undefinedIfMissing);
    if (stats?.isFIFO() || stats?.isCharacterDevice()) return undefined;
    demandReplaceable(file, stats);
    const real = stats ? await realpath(file) : await newFile(file);
    if (real.startsWith((await realpath(directory)) + sep)) {
      throw new BackupError(`${file} is inside the data directory; choose a file elsewhere`);
    }
    return real;
  } catch (cause) {
    if (cause instanceof BackupError) throw cause;
    throw new BackupError(`cannot write ${file} (${codeOf(cause)})`, { cause });
  }
}

function demandReplaceable(file: string, stats: Stats | undefined): void {
  if (stats === undefined || stats.isFile()) return;
  if (stats.isDirectory()) throw new BackupError(`${file} is a directory; choose a file in it`);
  const noun = stats.isSocket() ? 'a socket' : 'a block device';
  throw new BackupError(`${file} is ${noun}; choose a file, a FIFO or a character device`);
}

/** The path of a file that does not exist yet, with the symbolic links of its folder resolved. Throws `BackupError`. */
async function newFile(file: string): Promise<string> {
  if ((await lstat(file).catch(undefinedIfMissing)) !== undefined) {
    throw new BackupError(`${file} is a dangling symbolic link; remove it or create its target`);
  }
  const folder = dirname(resolve(file));
  const real = await realpath(folder).catch((cause: unknown) => {
    throw new BackupError(`cannot write to ${folder} (${codeOf(cause)})`, { cause });
  });
  return join(real, basename(file));
}

function codeOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  return code ?? message;
}
