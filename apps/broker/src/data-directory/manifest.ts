/**
 * A backup is a tar file: `log/*.segment`, `meta/data.mdb`, and at its end `manifest.json`, which says what
 * must be in it. One that was cut off has no manifest, so it is known for what it is.
 */

export const MANIFEST = 'manifest.json';

/** Name and version of the format. */
const FORMAT = 'wearwire backup 1';

/** One file of a backup, and what it must be. */
export interface BackedUpFile {
  /** As in the tar file, with `/`. */
  readonly name: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** What a backup says of itself, in its last file. */
export interface Manifest {
  readonly format: typeof FORMAT;
  /** ISO 8601: everything that was stored before is in it. */
  readonly takenAt: string;
  /** A broker ran: it may have gone on, and consumers may have seen what is not in here. */
  readonly brokerRan: boolean;
  /** Of the log. */
  readonly epoch: number;
  readonly files: readonly BackedUpFile[];
}

export function createManifest(facts: Omit<Manifest, 'format'>): Manifest {
  return { format: FORMAT, ...facts };
}

/** `undefined`: it is none that this version reads. */
export function parseManifest(text: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(text) as Manifest;
    return manifest.format === FORMAT && Array.isArray(manifest.files) ? manifest : undefined;
  } catch {
    return undefined;
  }
}
