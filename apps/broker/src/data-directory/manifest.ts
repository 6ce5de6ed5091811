/**
 * A backup is a tar file: `log/*.segment`, `meta/data.mdb` and, last, `manifest.json`, which lists the other files. A
 * truncated backup has no manifest and is recognised by that.
 */

export const MANIFEST = 'manifest.json';

/** Name and version of the format. */
const FORMAT = 'wearwire backup 1';

/** One file of a backup, with its size and checksum. */
export interface BackedUpFile {
  /** Path in the tar file, with `/`. */
  readonly name: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** Contents of the last file of a backup. */
export interface Manifest {
  readonly format: typeof FORMAT;
  /** ISO 8601. The backup contains everything stored before this time. */
  readonly takenAt: string;
  /** A broker was running: consumers may have seen later events that the backup does not contain. */
  readonly brokerRan: boolean;
  /** Epoch of the log. */
  readonly epoch: number;
  readonly files: readonly BackedUpFile[];
}

export function createManifest(facts: Omit<Manifest, 'format'>): Manifest {
  return { format: FORMAT, ...facts };
}

/** `undefined`: not a manifest that this version can read. */
export function parseManifest(text: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(text) as Manifest;
    return manifest.format === FORMAT && Array.isArray(manifest.files) ? manifest : undefined;
  } catch {
    return undefined;
  }
}
