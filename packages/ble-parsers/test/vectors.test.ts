/** Runs every case of `vectors/` that has a decoder, and checks that every decoder has a case. */
import { describe, expect, it } from 'vitest';
import { runCase, type VectorApi, type VectorCase } from '../scripts/vector-match.js';
import * as api from '../src/index.js';
import { decoders, findDecoder } from '../src/registry.js';
import { vectorFiles } from './vector-files.js';

const tried = vectorFiles().flatMap(({ file, vectors }) =>
  vectors
    .map((vector, index) => ({
      where: `${file}:${index + 1} ${vector.id}`,
      vector,
      outcome: runCase(api as unknown as VectorApi, vector),
    }))
    .filter(({ outcome }) => outcome.kind !== 'skipped'),
);

describe('the vectors', () => {
  it.each(tried)('$where passes', ({ outcome }) => {
    expect(outcome.kind === 'failed' ? outcome.reasons : []).toEqual([]);
  });

  it('cover every registered decoder', () => {
    const triedDecoders = new Set(
      tried.map(({ vector }) => findDecoder(vector.profile, vector.id)),
    );
    const untried = Object.entries(decoders).flatMap(([profile, table]) =>
      Object.entries(table)
        .filter(([, decoder]) => !triedDecoders.has(decoder))
        .map(([id]) => `${profile} ${id}`),
    );
    expect(untried).toEqual([]);
  });

  it('are in the folder of their profile and have a source', () => {
    const misplaced = vectorFiles().flatMap(({ file, vectors }) =>
      vectors.filter(
        ({ profile, source }: VectorCase) => !file.startsWith(`${profile}/`) || source === '',
      ),
    );
    expect(misplaced).toEqual([]);
  });
});
