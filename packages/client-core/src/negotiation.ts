/** What one connection may use: asked for in the URL, confirmed in HELLO, else nothing (P-EXT-1, P-EXT-2). */
import { type Negotiated, queryOf } from '@wearwire/protocol';

/** The published protocol alone: JSON, no extension. */
export const NOTHING_NEGOTIATED: Negotiated = { extensions: [] };

/** The URL with what is asked for behind the user's own query. */
export function askingUrl(url: string, asked: Negotiated): string {
  const query = queryOf(asked);
  return query ? url + (url.includes('?') ? '&' : '?') + query : url;
}
