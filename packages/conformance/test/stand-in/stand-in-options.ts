/** What the stand-in is told, and what its parts share. */
import type { Fault } from './faults.js';

export interface StandInOptions {
  readonly developers: readonly { readonly id: string; readonly key: string }[];
  readonly heartbeatIntervalMs: number;
  readonly identifyTimeoutMs: number;
  readonly probeTimeoutMs: number;
  readonly barrierTimeoutMs: number;
  readonly tokenLifetimeMs: number;
  readonly retentionMs: number;
  readonly consumersPerDeveloper: number;
  readonly monitorsPerDeveloper: number;
  readonly consumerTakeOver: boolean;
  readonly reusableTokens: boolean;
  /** Confirms and serves every extension. Default true. */
  readonly knowsExtensions?: boolean;
  readonly fault?: Fault | undefined;
}

export const FRAME_BYTES_MAX = 65_536;
export const FRAME_DEPTH_MAX = 64;
