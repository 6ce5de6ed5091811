/**
 * Properties of every decoder, for any bytes. `WEARWIRE_FUZZ_RUNS` sets the runs per decoder (`.ci/run`:
 * 2000); fast-check prints the seed of a failure.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../scripts/vector-match.js';
import type { BytesInput } from '../src/reader.js';
import { type Decoder, decoders, findDecoder } from '../src/registry.js';
import type { DecodeResult } from '../src/result.js';
import { vectorFiles } from './vector-files.js';

const NUM_RUNS = Number(process.env.WEARWIRE_FUZZ_RUNS ?? 100);
const BYTES_MAX = 64;

const all = Object.entries(decoders).flatMap(([profile, table]) =>
  Object.entries(table).map(([id, decoder]) => ({
    name: `${profile} ${id}`,
    decoder: decoder as Decoder,
    payloads: payloadsOf(decoder),
  })),
);

function payloadsOf(decoder: Decoder): Uint8Array[] {
  return vectorFiles()
    .flatMap(({ vectors }) => vectors)
    .filter(({ profile, id }) => findDecoder(profile, id) === decoder)
    .flatMap(({ hex, frames }) => [hex ?? '', ...(frames ?? [])])
    .filter((hex) => hex !== '' && hex !== 'RESET')
    .map(bytesOf);
}

/** Asserts a result of the right type, without NaN, and not both truncated and trailing. */
function expectSound(result: DecodeResult<object>): void {
  if (!result.ok) {
    expect(result.error.code).toMatch(/^[a-z-]+$/);
    expect(result.error.offset).toBeGreaterThanOrEqual(0);
    return;
  }
  expect('truncated' in result.value && 'trailing' in result.value).toBe(false);
  expectNoNaN(result.value);
}

function expectNoNaN(value: unknown): void {
  if (typeof value === 'number') {
    if (Number.isNaN(value)) throw new Error('a field is NaN');
  } else if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) {
    for (const item of Object.values(value)) expectNoNaN(item);
  }
}

describe.each(all)('$name', ({ decoder, payloads }) => {
  it('has payloads to test', () => {
    expect(payloads.length).toBeGreaterThan(0);
  });

  it('decodes its payloads truncated at every byte, or returns an error', () => {
    for (const bytes of payloads) {
      for (let length = 0; length <= bytes.length; length++) {
        expectSound(decoder(bytes.subarray(0, length)));
      }
    }
  });

  it('accepts any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: BYTES_MAX }), (bytes) => expectSound(decoder(bytes))),
      { numRuns: NUM_RUNS },
    );
  });

  it('accepts its payloads with a few bytes changed', () => {
    const changes = fc.array(fc.tuple(fc.nat(BYTES_MAX), fc.nat(0xff)), { maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...payloads), changes, (payload, edits) => {
        const bytes = payload.slice();
        for (const [at, byte] of edits) bytes[at % bytes.length] = byte;
        expectSound(decoder(bytes));
      }),
      { numRuns: NUM_RUNS },
    );
  });

  it('returns the same for every type of input, at any offset in its buffer', () => {
    for (const bytes of payloads) {
      const pool = new Uint8Array(bytes.length + 7).fill(0xa5);
      pool.set(bytes, 3);
      const expected = decoder(bytes);
      expect(decoder(pool.subarray(3, 3 + bytes.length))).toEqual(expected);
      expect(decoder(new DataView(pool.buffer, 3, bytes.length))).toEqual(expected);
      expect(decoder(bytes.slice().buffer)).toEqual(expected);
      expect(decoder(Buffer.from(bytes))).toEqual(expected);
    }
  });

  it('returns not-bytes for any other argument', () => {
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        const result = decoder(anything as BytesInput);
        if (!result.ok) expect(result.error.code).toBe('not-bytes');
      }),
    );
  });
});
