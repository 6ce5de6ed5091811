import type { DecoderMeta } from '../src/catalog.js';
import type { Decoder } from '../src/registry.js';
import type { VectorCase } from './vector-match.js';

export function coverage(
  catalog: readonly DecoderMeta[],
  countVectors: (meta: DecoderMeta) => number,
): string;
export function withCoverage(text: string, tables: string): string;
export function vectorCounter(
  decoders: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  findDecoder: (profile: string, id: string, bytes: Uint8Array) => Decoder | undefined,
  cases: readonly VectorCase[],
  bytesOf: (hex: string) => Uint8Array,
): (meta: DecoderMeta) => number;
