/**
 * Test vectors that are not decoder payloads: the sample times of a Polar frame, and delta-coded samples
 * without a frame header.
 */

/** Frame header to prepend to three-channel delta-coded floats, so that the gyroscope decoder accepts them. */
const GYRO_HEADER = [5, 0, 0, 0, 0, 0, 0, 0, 0, 0x81];

/** Runs a non-payload vector; returns `undefined` for any other request, or if `api` lacks `pmdSampleTimes`. */
export function runNonPayloadVector(api, request) {
  if (request.profile !== 'polar-pmd') return undefined;
  if (request.id === 'TIMESTAMPS' && api.pmdSampleTimes) return sampleTimes(api, request);
  return request.id === 'DELTA/32bit-float-3ch' ? deltaFloats(api, request) : undefined;
}

/**
 * Derives the sample times of the second of two frames. The vector contains only the frames' timestamps
 * and the sample count.
 */
function sampleTimes(api, { previousTimestampNs, timestampNs, samples, sampleRateHz }) {
  const reducer = api.pmdSampleTimes({ sampleRateHz });
  const frame = (ns) => ({
    timestampNs: BigInt(ns),
    frameType: 0,
    samples: Array(samples).fill(0),
  });
  const [state] = reducer(undefined, frame(previousTimestampNs), 0);
  const [, derived] = reducer(state, frame(timestampNs), 0);
  return { ok: true, value: derived ?? {} };
}

function deltaFloats(api, { profile, hex }) {
  const bytes = Uint8Array.of(...GYRO_HEADER, ...Buffer.from(hex, 'hex'));
  const result = api.decode({ profile, id: 'GYRO', bytes });
  if (!result.ok) return result;
  const sampleBits = result.value.gyroDps.map((sample) => [
    ...new Uint32Array(Float32Array.from(sample).buffer),
  ]);
  return {
    ok: true,
    value: {
      samples: sampleBits,
      firstSampleBits: sampleBits[0],
      secondSampleBits: sampleBits[1],
    },
  };
}
