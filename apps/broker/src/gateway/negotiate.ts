/** What a connection may use: what its URL asks for, as far as the settings allow it (P-EXT-1). */
import { BATCH_BYTES_MAX, type Negotiated } from '@wearwire/protocol';
import { grantOf } from '@wearwire/protocol/server';
import type { GatewaySettings } from './gateway.js';

export function negotiate(
  rawQuery: string,
  { frameBytesMax }: Pick<GatewaySettings, 'frameBytesMax'>,
): Negotiated {
  const granted = grantOf(new URLSearchParams(rawQuery));
  // Producers fill a batch up to this size, so one of theirs must not be too large here.
  if (frameBytesMax >= BATCH_BYTES_MAX) return granted;
  return { ...granted, extensions: granted.extensions.filter((name) => name !== 'batch') };
}
