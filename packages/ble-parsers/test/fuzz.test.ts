/**
 * Every registered decoder gets random bytes: nothing throws or hangs, and no value or reading is
 * outside its range (`ranges.ts`). 50 thousand payloads; `.ci/run` sets `WEARWIRE_FUZZ_PAYLOADS` to 10
 * million. `WEARWIRE_FUZZ_SEED` sets the seed. A failure prints the payload and the seed.
 */
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../scripts/vector-match.js';
import { createDeviceDecoder } from '../src/device/create-device-decoder.js';
import { toReadings } from '../src/readings/to-readings.js';
import { type Decoder, decoders, findDecoder } from '../src/registry.js';
import { faultIn } from './ranges.js';
import { vectorFiles } from './vector-files.js';

const PAYLOADS = Number(process.env.WEARWIRE_FUZZ_PAYLOADS ?? 50_000);
/** The same seed in every CI run, because a random failure says nothing about the change. */
const SEED = Number(
  process.env.WEARWIRE_FUZZ_SEED ?? (process.env.CI ? 1 : Date.now() % 0xffff_ffff),
);
const BYTES_MAX = 40;
const LONG_BYTES_MAX = 520;
const TIMEOUT_MS = 600_000;
const FACTORS = [undefined, 0.000244, 1, 1e-9];

const all = Object.entries(decoders).flatMap(([profile, table]) =>
  Object.entries(table).map(([id, decoder]) => ({
    profile,
    id,
    decoder: decoder as Decoder,
    samples: samplesOf(decoder),
  })),
);
const perDecoder = Math.ceil(PAYLOADS / all.length);

function samplesOf(decoder: Decoder): Uint8Array[] {
  return vectorFiles()
    .flatMap(({ vectors }) => vectors)
    .filter(({ profile, id, hex, frames }) => {
      return findDecoder(profile, id, bytesOf(hex ?? frames![0]!)) === decoder;
    })
    .flatMap(({ hex, frames }) => frames ?? [hex ?? ''])
    .filter((hex) => hex !== 'RESET')
    .map(bytesOf);
}

/** Returns a generator of integers below a limit, deterministic for a seed (xorshift32). */
function random(seed: number): (below: number) => number {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Returns random bytes, or a sensor's payload with some bytes changed or truncated. */
function payload(next: (below: number) => number, samples: readonly Uint8Array[]): Uint8Array {
  const sample = next(2) === 0 ? undefined : samples[next(samples.length || 1)];
  const isLong = next(256) === 0;
  const length = sample?.length ?? next((isLong ? LONG_BYTES_MAX : BYTES_MAX) + 1);
  const bytes = new Uint8Array(length);
  if (sample === undefined) {
    for (let index = 0; index < length; index++) bytes[index] = next(256);
    return bytes;
  }
  bytes.set(sample);
  for (let changes = next(5); changes > 0; changes--) bytes[next(length || 1)] = next(256);
  return next(4) === 0 ? bytes.subarray(0, next(length + 1)) : bytes;
}

function faultOf(decoder: Decoder, bytes: Uint8Array, factor: number | undefined) {
  const result = decoder(bytes, { factor });
  if (!result.ok) {
    const { offset, needed } = result.error;
    return offset >= 0 && needed >= 0 ? undefined : `error at ${offset}, needed ${needed}`;
  }
  if ('truncated' in result.value && 'trailing' in result.value)
    return 'has both truncated and trailing';
  return faultIn(result.value) ?? faultInReadings(result.value);
}

function faultInReadings(value: object): string | undefined {
  for (const reading of toReadings(value)) {
    const numbers = 'd' in reading ? reading.d : [reading.val];
    if (!numbers.every(Number.isFinite)) return `reading ${reading.type}: ${numbers}`;
  }
  return undefined;
}

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe(`random bytes (seed ${SEED}, ${perDecoder} each)`, () => {
  it.each(all)(
    '$profile $id returns valid values or an error',
    ({ decoder, samples }) => {
      const next = random(SEED);
      for (let count = 0; count < perDecoder; count++) {
        const bytes = payload(next, samples);
        const factor = FACTORS[count & 3];
        const fault = faultOf(decoder, bytes, factor);
        if (fault !== undefined) expect.fail(`${fault} (${hexOf(bytes)}, factor ${factor})`);
      }
    },
    TIMEOUT_MS,
  );

  it.each(all)(
    '$profile $id returns valid values in a device decoder with state',
    ({ profile, id, samples }) => {
      const next = random(SEED + 1);
      const device = createDeviceDecoder({
        profile,
        id,
        wheelCircumferenceM: 2.1,
        sampleRateHz: 50,
      });
      let atMs = 0;
      for (let count = 0; count < perDecoder / 40; count++) {
        const bytes = payload(next, samples);
        atMs += next(100) === 0 ? next(200_000) : next(3000);
        const result = device.next(bytes, atMs);
        const fault = result.ok
          ? (faultIn(result.value) ?? faultInReadings(result.value))
          : undefined;
        if (fault !== undefined) expect.fail(`${fault} (${hexOf(bytes)}, packet ${count})`);
      }
    },
    TIMEOUT_MS,
  );
});
