/**
 * Decodes the packets of one device, keeps the state of the reducers that apply to it, and adds their derived
 * values to each result. It only combines decoders and reducers, which can also be used directly, and imports
 * all of them.
 */

import { withJson } from '../json.js';
import type { BytesInput, Payload } from '../reader.js';
import { type Decoded, decode } from '../registry.js';
import type { DecodeResult } from '../result.js';
import type { DeviceContext } from './context.js';
import type { Derived } from './derived.js';
import { createSteps, deviceKey, mergerFor } from './pipelines.js';
import { createToggleWatch } from './toggle.js';

/** A decoded value with the values derived from this and earlier packets. */
export type DeviceReading<P extends string, I extends string> = Decoded<P, I> & Derived;

/** The latest value of every field that the device has sent, and of every derived one. */
export type DeviceView<P extends string, I extends string> = Partial<
  Omit<DeviceReading<P, I>, keyof Payload>
>;

/** The format of the device's packets, and options for decoding and deriving. */
export interface DeviceRequest<P extends string = string, I extends string = string>
  extends DeviceContext {
  readonly profile: P;
  /** As for `decode`. For ANT+ the device type, for Polar the stream. */
  readonly id: I;
}

/** Decodes the packets of one device, derives further values, and keeps the latest value of each field. */
export interface DeviceDecoder<P extends string = string, I extends string = string> {
  /**
   * Decodes a packet. `receivedAtMs` is the time of any monotonic clock in ms. The value has the fields of
   * this packet and those derived from it and earlier packets. The last of several notifications of a fitness
   * machine record also has the fields of the previous ones (`carriedFields`).
   */
  next(bytes: BytesInput, receivedAtMs: number): DecodeResult<DeviceReading<P, I>>;
  /** The latest value of each field since the start or the last reset. */
  readonly view: Readonly<DeviceView<P, I>>;
  /** Clears all state. Call it after a reconnect. */
  reset(): void;
}

/** Creates a stateful decoder for one device. For an unknown id, `next` returns `unknown-id`. */
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

/** Merges a packet into the view. A field that is absent or not available keeps its previous value. */
function merged(view: object, { truncated, trailing, reservedFlags, ...fields }: Payload): object {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return withJson({ ...view, ...Object.fromEntries(known) });
}
