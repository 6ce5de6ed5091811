/**
 * Cases of the vector format that are no payloads of a decoder: the times of the samples in a Polar
 * frame, and delta-coded samples without the head of a frame.
 */

/** A head that makes delta-coded floats of three channels a gyroscope frame. */
const GYRO_HEAD = [5, 0, 0, 0, 0, 0, 0, 0, 0, 0x81];

/** The result of such a case, `undefined` for all others. */
export function specialResult(api, request) {
  if (request.profile !== 'polar-pmd') return undefined;
  if (request.id === 'TIMESTAMPS' && api.pmdSampleTimes) return sampleTimes(api, request);
  return request.id === 'DELTA/32bit-float-3ch' ? deltaFloats(api, request) : undefined;
}

/** Two frames of which only the times and the number of samples are given. */
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
  const bytes = Uint8Array.of(...GYRO_HEAD, ...Buffer.from(hex, 'hex'));
  const result = api.decode({ profile, id: 'GYRO', bytes });
  if (!result.ok) return result;
  const samples = result.value.gyroDps.map((sample) => [
    ...new Uint32Array(Float32Array.from(sample).buffer),
  ]);
  return {
    ok: true,
    value: { samples, firstSampleBits: samples[0], secondSampleBits: samples[1] },
  };
}
