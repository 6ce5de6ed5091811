import type { PmdStreamName } from './polar-pmd/stream.js';

/** A resource of a Movesense sensor whose samples this package decodes. */
export type MovesenseResource = 'ecg' | 'acc' | 'imu9';

/**
 * Values that a decoder may need and that are not in the payload. All decoders have the same context type, so that it
 * can be passed as `decode({ profile, id, bytes, ...context })`; each decoder documents the values that it uses.
 */
export interface DecodeContext {
  /** Replaces the flags field of the payload, for machines that send a wrong one. */
  readonly flags?: number | undefined;
  /**
   * Polar PMD: unit per count, from the response to the start request (setting 5); 1 if not given. It
   * belongs to one stream: if several streams share the characteristic, use `streams`.
   */
  readonly factor?: number | undefined;
  /** Polar PMD: settings by stream. They take precedence over `factor` and `sampleRateHz`. */
  readonly streams?: PmdStreamSettings | undefined;
  /** Movesense: the resource of each subscription reference. */
  readonly resources?: Readonly<Record<number, MovesenseResource>> | undefined;
}

/** How each Polar PMD stream was started. */
export type PmdStreamSettings = {
  readonly [S in PmdStreamName]?:
    | {
        /** Unit per count. */
        readonly factor?: number | undefined;
        readonly sampleRateHz?: number | undefined;
      }
    | undefined;
};

/** The context of one Polar PMD stream: its own settings replace those given for all streams. */
export function streamContext<C extends DecodeContext>(context: C, stream: string | undefined): C {
  const settings = context.streams?.[stream as PmdStreamName];
  return settings === undefined ? context : { ...context, ...settings };
}
