/** Options and limits of the reference server. */
import type { Fault } from './faults.js';

export interface ReferenceServerOptions {
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
  /** Whether the server supports the extensions: all or none. Default true. */
  readonly supportsExtensions?: boolean;
  readonly fault?: Fault | undefined;
}

export const FRAME_BYTES_MAX = 65_536;
export const FRAME_DEPTH_MAX = 64;
