/**
 * One object for one device: decodes its packets, keeps the state of the reducers that fit it and adds
 * what they derive to each reading. For those who want no state of their own; everything it does can be
 * had from the decoders and reducers alone. It pulls in all of them.
 */

import { withJson } from '../json.js';
import type { BytesInput, Payload } from '../reader.js';
import { type Decoded, decode } from '../registry.js';
import type { DecodeResult } from '../result.js';
import type { DeviceContext } from './context.js';
import type { Derived } from './derived.js';
import { createSteps, deviceKey, mergerFor } from './pipelines.js';
import { createToggleWatch } from './toggle.js';

/** A reading with what was derived from it and the packets before. */
export type DeviceReading<P extends string, I extends string> = Decoded<P, I> & Derived;

/** The latest value of every field that the device has sent, and of every derived one. */
export type DeviceView<P extends string, I extends string> = Partial<
  Omit<DeviceReading<P, I>, keyof Payload>
>;

/** Which packets the device sends, beside what decoding and deriving have to be told. */
export interface DeviceRequest<P extends string = string, I extends string = string>
  extends DeviceContext {
  readonly profile: P;
  /** As for `decode`; of ANT+ the device type, of Polar the stream. */
  readonly id: I;
}

/** One device: decodes its packets, derives, and keeps what is known of it. */
export interface DeviceDecoder<P extends string = string, I extends string = string> {
  /**
   * Decodes a packet. `receivedAtMs` is any clock in ms that does not run backwards. The value holds
   * what this packet contains and what was derived from it and the packets before. The last of several
   * notifications of a fitness machine record also has the fields of those before it (`carriedFields`).
   */
  next(bytes: BytesInput, receivedAtMs: number): DecodeResult<DeviceReading<P, I>>;
  /** What is known of the device, from all packets since the start or the last reset. */
  readonly view: Readonly<DeviceView<P, I>>;
  /** To be called after a reconnect: forgets everything. */
  reset(): void;
}

/** A decoder with memory for one device. Unknown ids give `unknown-id` from `next`. */
export function createDeviceDecoder<const P extends string, const I extends string>(
  request: DeviceRequest<P, I>,
): DeviceDecoder<P, I> {
  const { profile, id } = request;
  const key = deviceKey(profile, String(id));
  const start = () => ({
    view: {} as object,
    readable: createToggleWatch(profile, key),
    merge: mergerFor(profile, key),
    stepsOf: createSteps(profile, key, request),
  });
  let memory = start();

  function next(bytes: BytesInput, receivedAtMs: number): DecodeResult<DeviceReading<P, I>> {
    const { readable, merge, stepsOf } = memory;
    const result = decode<P, I>({ ...request, bytes: readable(bytes) });
    if (!result.ok) return result;
    const decoded = merge ? (merge(result.value, {}, receivedAtMs) ?? result.value) : result.value;
    const derived = {};
    for (const step of stepsOf(bytes)) Object.assign(derived, step(decoded, derived, receivedAtMs));
    const value = Object.assign(decoded, derived);
    if ('sampleTimestampsNs' in value) withJson(value);
    memory.view = merged(memory.view, value);
    return { ok: true, value: value as DeviceReading<P, I> };
  }

  return {
    next,
    reset() {
      memory = start();
    },
    get view() {
      return memory.view as DeviceView<P, I>;
    },
  };
}

/** A field that is not in this packet, or not available, keeps its former value. */
function merged(view: object, { truncated, trailing, reservedFlags, ...fields }: Payload): object {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return withJson({ ...view, ...Object.fromEntries(known) });
}
