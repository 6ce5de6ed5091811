/** The extensions of a connection: those requested in its URL that the settings allow (P-EXT-1). */
import { BATCH_BYTES_MAX, type Negotiated } from '@wearwire/protocol';
import { grantOf } from '@wearwire/protocol/server';
import type { GatewaySettings } from './gateway.js';

export function negotiate(
  rawQuery: string,
  { frameBytesMax }: Pick<GatewaySettings, 'frameBytesMax'>,
): Negotiated {
  const granted = grantOf(new URLSearchParams(rawQuery));
  // Producers fill batches up to this size, so the broker must accept them.
  if (frameBytesMax >= BATCH_BYTES_MAX) return granted;
  return { ...granted, extensions: granted.extensions.filter((name) => name !== 'batch') };
}
