/** Extensions of one connection: requested in the URL and confirmed in HELLO (P-EXT-1, P-EXT-2). */
import { type Negotiated, queryOf } from '@wearwire/protocol';

/** The published protocol: JSON without extensions. */
export const NOTHING_NEGOTIATED: Negotiated = { extensions: [] };

/** Returns the URL with the requested extensions appended to the user's query. */
export function urlWithQuery(url: string, requested: Negotiated): string {
  const query = queryOf(requested);
  return query ? url + (url.includes('?') ? '&' : '?') + query : url;
}
