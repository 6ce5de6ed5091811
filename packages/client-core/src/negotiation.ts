/** Extensions of one connection: requested in the URL and confirmed in HELLO (P-EXT-1, P-EXT-2). */
import { type Negotiated, queryOf } from '@wearwire/protocol';

/** The published protocol: JSON without extensions. */
export const NOTHING_NEGOTIATED: Negotiated = { extensions: [] };

/** Returns the URL with the requested extensions appended to the user's query. */
export function askingUrl(url: string, asked: Negotiated): string {
  const query = queryOf(asked);
  return query ? url + (url.includes('?') ? '&' : '?') + query : url;
}
