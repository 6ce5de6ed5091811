/** One line of a vector file. */
export interface VectorCase {
  profile: string;
  id: string;
  hex?: string;
  frames?: string[];
  expect: Record<string, unknown>;
  source: string;
  status: 'agrees' | 'disagrees' | 'policy';
  context?: Record<string, unknown>;
  note?: string;
}

/** The result of a case; `reason` says why it was skipped. */
export type Outcome =
  | { kind: 'passed' }
  | { kind: 'failed'; reasons: string[] }
  | { kind: 'skipped'; reason: 'no decoder' | 'no device decoder' | 'disagrees' | 'policy' };

/** The functions of the package that cases run against. */
export interface VectorApi {
  pmdSampleTimes?(options: {
    sampleRateHz?: number;
  }): (state: unknown, reading: unknown, receivedAtMs: number) => readonly [unknown, unknown];
  decode(request: { profile: string; id: string; bytes: Uint8Array }): unknown;
  createDeviceDecoder?(request: { profile: string; id: string }): {
    next(bytes: Uint8Array, receivedAtMs: number): unknown;
    reset?(): void;
  };
}

export function readCases(text: string): VectorCase[];
export function bytesOf(hex: string): Uint8Array;
export function runCase(api: VectorApi, vector: VectorCase, options?: { all?: boolean }): Outcome;
