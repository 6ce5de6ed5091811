/**
 * Movesense sensors, GATT sensor data protocol: responses and the data of subscribed resources. The
 * payload does not contain the resource, only the reference of the subscription, which
 * `context.resources` maps to a resource. No captures are public; the layout is taken from open-source
 * clients, which agree.
 */
import type { DecodeContext, MovesenseResource } from '../context.js';
import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  f32,
  finish,
  list,
  type Payload,
  type Read,
  type Reader,
  reader,
  reject,
  remainingBytes,
  s32,
  u8,
  u32,
} from '../reader.js';
import type { DecodeResult } from '../result.js';

const RESPONSE = 1;
const DATA = 2;
const SECOND_PART = 3;
const UV_PER_COUNT = 0.38;
const IMU9_AXES = 9;

/** One notification of a sensor. */
export interface MovesenseData extends Payload {
  /** `response` to a command, `data` of a subscription, `second-part` of data that did not fit into one notification. */
  kind: 'response' | 'data' | 'second-part';
  /** The number that the client assigned to the subscription. */
  reference: number;
  /** For `data`: time of the first sample in ms, by the sensor's clock. */
  deviceClockMs?: number | undefined;
  /** For the resource `ecg`, oldest first. */
  samples?: { ecgUv: number }[] | undefined;
  /** For `acc` and `imu9`: x, y, z in m/s², oldest first. */
  accMps2?: number[][] | undefined;
  /** For `imu9`: x, y, z in °/s. */
  gyroDps?: number[][] | undefined;
  /** For `imu9`: x, y, z in µT. */
  magUt?: number[][] | undefined;
  /** Bytes of a response, of a second part, or of an unknown resource. */
  payload?: Uint8Array | undefined;
}

/**
 * Decodes 34800002-7185-4D5D-B431-630E7050E8F0. Uses `context.resources`. Fails with `too-short` if the
 * header is truncated, `invalid-value` if it has none of the three kinds or an axis is not finite.
 * Source: Movesense GATT sensor data app, as implemented by open-source clients.
 */
export function decodeMovesenseData(
  bytes: BytesInput,
  context?: DecodeContext,
): DecodeResult<MovesenseData> {
  const r = reader(bytes);
  const type = u8(r);
  const reference = u8(r);
  if (type === RESPONSE || type === SECOND_PART) {
    const kind = type === RESPONSE ? 'response' : 'second-part';
    return finish<MovesenseData>(r, { kind, reference, payload: remainingBytes(r) });
  }
  if (type !== DATA) reject(r, 0);
  const deviceClockMs = u32(r);
  const resource = context?.resources?.[reference];
  return finish<MovesenseData>(r, {
    kind: 'data',
    reference,
    deviceClockMs,
    ...samplesOf(r, resource),
  });
}

function samplesOf(r: Reader, resource: MovesenseResource | undefined): Partial<MovesenseData> {
  const hasSamples = r.end > r.offset;
  if (resource === 'ecg') {
    return { samples: list(r, hasSamples, (reading) => ({ ecgUv: s32(reading) * UV_PER_COUNT })) };
  }
  if (resource === 'acc') return { accMps2: list(r, hasSamples, axes) };
  if (resource !== 'imu9') return { payload: remainingBytes(r) };
  // All of the accelerometer, then all of the gyroscope, then all of the magnetometer.
  const triples = list(r, hasSamples, axes);
  const count = Math.floor((triples.length * 3) / IMU9_AXES);
  return {
    accMps2: triples.slice(0, count),
    gyroDps: triples.slice(count, 2 * count),
    magUt: triples.slice(2 * count, 3 * count),
  };
}

const axis: Read<number> = (r) => {
  const value = f32(r);
  if (!Number.isFinite(value) && r.offset <= r.end) reject(r, r.offset - 4);
  return value;
};

const axes: Read<number[]> = (r) => [axis(r), axis(r), axis(r)];

export const movesenseDataMeta: DecoderMeta<MovesenseData> = {
  profile: 'movesense',
  id: '3480000271854D5DB431630E7050E8F0',
  name: 'Movesense, data and responses',
  source: 'Movesense GATT sensor data app, as implemented by open-source clients',
  fields: {
    kind: '',
    reference: '',
    deviceClockMs: 'ms',
    samples: 'µV',
    accMps2: 'm/s²',
    gyroDps: '°/s',
    magUt: 'µT',
    payload: '',
  },
};
