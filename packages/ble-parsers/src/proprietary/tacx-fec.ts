/**
 * Tacx trainers send ANT+ fitness equipment pages over BLE: each notification is an ANT message with one
 * page. This decoder imports those of all pages, so it is available only through the registry; for a
 * small bundle, use `decodeAntMessage` and the decoders of the pages that you need.
 */
import { antDecoders } from '../ant/decoders.js';
import type { DecodeContext } from '../context.js';
import { type DecoderMeta, metasOf } from '../meta.js';
import type { BytesInput, Payload } from '../reader.js';
import { type DecodeResult, failure } from '../result.js';
import { decodeAntMessage } from './ant-message.js';

/** Characteristic that notifies the pages. */
export const TACX_FEC = '6E40FEC2B5A3F393E0A9E50E24DCCA9E';

/** Offset of the page in the message. */
const PAGE_AT = 4;

type PageDecoder = (bytes: BytesInput, context?: DecodeContext) => DecodeResult<object>;
const pages: Readonly<Record<string, PageDecoder | undefined>> = antDecoders;

/**
 * Decodes a message of 6E40FEC2-… (or FEC3) to its page. Fails like `decodeAntMessage` and like the
 * decoder of the page, or with `unknown-id` for a page without a decoder.
 * Source: ANT+ Device Profile Fitness Equipment; incyclist/devices, Tacx.
 */
export function tacxFecPage(bytes: BytesInput): DecodeResult<object> {
  const message = decodeAntMessage(bytes);
  if (!message.ok) return message;
  const { data, trailing } = message.value;
  const decoder = pages[`17/${data[0]}`] ?? pages[`common/${data[0]}`];
  if (decoder === undefined) return failure('unknown-id', PAGE_AT);
  const result = decoder(data);
  if (!result.ok) {
    const { code, offset, needed } = result.error;
    return failure(code, offset + PAGE_AT, needed && needed + PAGE_AT);
  }
  if (trailing !== undefined) (result.value as Payload).trailing = trailing;
  return result;
}

export const tacxFecMetas: readonly DecoderMeta[] = metasOf<object>(
  {
    profile: 'tacx-fec',
    source: 'ANT+ Device Profile Fitness Equipment; incyclist/devices',
    fields: {},
    decoder: 'tacxFecPage',
  },
  {
    [TACX_FEC]: 'Tacx FE-C over BLE, notifications',
    '6E40FEC3B5A3F393E0A9E50E24DCCA9E': 'Tacx FE-C over BLE, commands',
  },
);
