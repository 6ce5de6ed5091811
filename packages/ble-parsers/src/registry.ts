/**
 * All decoders behind one function, for programs that learn the format of the bytes at run time. Programs
 * that know it should import the decoder directly, because this file imports all of them.
 *
 * Invariant: nothing throws; an unknown profile or id is the error `unknown-id`.
 */
import { antDecoders } from './ant/decoders.js';
import { type DecodeContext, streamContext } from './context.js';
import { gattDecoders } from './gatt/decoders.js';
import { decodeFloat, decodeSfloat } from './ieee11073.js';
import { polarPmdDecoders } from './polar-pmd/decoders.js';
import { pmdStreamName } from './polar-pmd/stream.js';
import { PMD_CONTROL_POINT, PMD_DATA } from './polar-pmd/uuids.js';
import { proprietaryDecoders } from './proprietary/decoders.js';
import { type BytesInput, reader, u8 } from './reader.js';
import { pathKeys, pmdKey, uuidKey } from './registry-id.js';
import { type DecodeResult, failure } from './result.js';
import { suggestId } from './suggest-id.js';

/** Every decoder by profile and id. */
export const decoders = {
  gatt: gattDecoders,
  ant: antDecoders,
  'polar-pmd': polarPmdDecoders,
  ...proprietaryDecoders,
  ieee11073: { SFLOAT: decodeSfloat, FLOAT: decodeFloat },
} as const;

type Decoders = typeof decoders;

/** The namespace of an id. */
export type Profile = keyof Decoders;

/** Any decoder of this package. */
export type Decoder = (bytes: BytesInput, context?: DecodeContext) => DecodeResult<object>;

/** The argument of `decode`. */
export interface DecodeRequest<P extends string = string, I extends string = string>
  extends DecodeContext {
  readonly profile: P;
  /**
   * `gatt` and the proprietary services: a UUID of 16, 32 or 128 bits, any case, with or without
   * dashes or `0x`. `ant`: `deviceType/page`, `common/page`, or `deviceType`, the page then being
   * taken from the first byte. `polar-pmd`: `stream/frameType` or `stream`, as number or name.
   * A UUID of 128 bits under `gatt` also finds proprietary characteristics.
   */
  readonly id: I;
  readonly bytes: BytesInput;
}

/** The result type of the decoder of a profile and id; `object` if the compiler does not know the id. */
export type Decoded<P extends string, I extends string> = P extends Profile
  ? I extends keyof Decoders[P]
    ? Decoders[P][I] extends (bytes: BytesInput) => DecodeResult<infer T>
      ? T
      : never
    : object
  : object;

/**
 * Decodes `bytes` with the decoder registered under `profile` and `id`. The other properties of the request
 * are the context. Fails with `unknown-id` if there is no decoder, or with the decoder's error.
 */
export function decode<const P extends string, const I extends string>(
  request: DecodeRequest<P, I>,
): DecodeResult<Decoded<P, I>> {
  const { profile, id, bytes } = request;
  const decoder = findDecoder(profile, id, bytes);
  if (decoder === undefined) return unknownId(profile, id);
  const context = request.streams ? streamContext(request, streamOf(profile, id, bytes)) : request;
  return decoder(bytes, context) as DecodeResult<Decoded<P, I>>;
}

/** Cached suggestions, so that a stream of packets with a wrong id costs one search. */
const suggestions = new Map<string, string | undefined>();
const SUGGESTIONS_MAX = 100;

function unknownId(profile: string, id: string): DecodeResult<never> {
  const result = failure('unknown-id');
  if (result.ok || typeof id !== 'string' || id.length > 100) return result;
  const requestKey = `${profile} ${id}`;
  if (!suggestions.has(requestKey)) {
    if (suggestions.size >= SUGGESTIONS_MAX) suggestions.clear();
    const keys = keysOf(profile, id, undefined);
    suggestions.set(requestKey, suggestId(decoders, String(profile), keys));
  }
  const suggestion = suggestions.get(requestKey);
  return suggestion === undefined ? result : { ok: false, error: { ...result.error, suggestion } };
}

/** The Polar PMD stream of a request. For the data characteristic, the first byte is the stream. */
function streamOf(profile: string, id: string, bytes: BytesInput): string | undefined {
  return profile === 'polar-pmd' ? pmdKey(id) : pmdStreamName(firstByte(bytes));
}

/** Finds the decoder for `profile` and `id`. For an ANT+ id without a page, the page is read from `bytes`. */
export function findDecoder(profile: string, id: string, bytes?: BytesInput): Decoder | undefined {
  if (typeof id !== 'string' || !Object.hasOwn(decoders, profile)) return undefined;
  const table: Readonly<Record<string, Decoder>> = decoders[profile as Profile];
  const key = keysOf(profile, id, bytes).find((candidate) => Object.hasOwn(table, candidate));
  if (key !== undefined) return table[key];
  return profile === 'gatt' ? findProprietary(uuidKey(id), bytes) : undefined;
}

/** Finds the decoder of a 128-bit UUID. For PMD data, the stream is read from `bytes`. */
function findProprietary(uuid: string, bytes: BytesInput | undefined): Decoder | undefined {
  if (uuid === PMD_CONTROL_POINT) return polarPmdDecoders.CONTROL_POINT;
  if (uuid === PMD_DATA) return findDecoder('polar-pmd', pmdStreamName(firstByte(bytes)) ?? '');
  const tables: Readonly<Record<string, Decoder>>[] = Object.values(proprietaryDecoders);
  return tables.find((table) => Object.hasOwn(table, uuid))?.[uuid];
}

function keysOf(profile: string, id: string, bytes: BytesInput | undefined): string[] {
  switch (profile) {
    case 'ant':
      return id.includes('/') ? pathKeys(id) : [id, ...pathKeys(`${id}/${firstByte(bytes)}`)];
    case 'polar-pmd':
      return [pmdKey(id)];
    case 'ieee11073':
      return [id.toUpperCase()];
    default:
      return [uuidKey(id), id];
  }
}

/** NaN if there is none. */
function firstByte(bytes: BytesInput | undefined): number {
  return u8(reader(bytes as BytesInput));
}
