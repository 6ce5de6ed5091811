/**
 * A disk of a given size: a tmpfs in a new mount namespace, which exists as long as one process in it.
 * Brokers enter the namespace with `nsenter`; this process reaches its files through /proc.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotPossibleError } from '../row.js';
import { requireProgram, requireRoot } from '../tools.js';

const BALLAST = 'ballast';

export class SmallDisk implements AsyncDisposable {
  /** The mount point, as a broker in the namespace sees it. */
  readonly path: string;
  /** For `BrokerOptions`. */
  readonly wrapper: readonly string[];
  readonly #holder: ChildProcess;
  /** The mount point, seen from outside. */
  readonly #outside: string;

  private constructor(path: string, holder: ChildProcess) {
    this.path = path;
    this.#holder = holder;
    this.wrapper = ['nsenter', '--mount', '--target', String(holder.pid), '--'];
    this.#outside = `/proc/${holder.pid}/root${path}`;
  }

  static async mount(size: string): Promise<SmallDisk> {
    requireRoot();
    const path = await mkdtemp(join(tmpdir(), 'wearwire-small-disk-'));
    const script = 'mount -t tmpfs -o "size=$1" tmpfs "$0" && echo mounted && exec cat';
    const holder = spawn(
      requireProgram('unshare', 'util-linux'),
      ['--mount', 'sh', '-c', script, path, size],
      // `cat` exits when its stdin is closed, at the latest when this process exits.
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const mounted = once(holder.stdout, 'data');
    const failed = once(holder, 'exit').then(() => {
      throw new NotPossibleError('cannot mount a tmpfs');
    });
    await Promise.race([mounted, failed]);
    // The exit at the disposal is expected.
    failed.catch(() => {});
    return new SmallDisk(path, holder);
  }

  /** Fills the disk except for `bytesLeft`. */
  async fill(bytesLeft = 0): Promise<void> {
    const { bavail, bsize } = await statfs(this.#outside);
    const bytes = bavail * bsize - bytesLeft;
    // The broker may write at the same time, so that not all bytes fit; the disk is full then, too.
    if (bytes > 0)
      await appendFile(join(this.#outside, BALLAST), Buffer.alloc(bytes)).catch(() => {});
  }

  /** Frees the space that `fill` used. */
  async free(): Promise<void> {
    await rm(join(this.#outside, BALLAST), { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#holder, 'exit');
    this.#holder.kill('SIGKILL');
    await exited;
    await rm(this.path, { recursive: true, force: true });
  }
}
