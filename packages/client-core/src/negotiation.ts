/** What one connection may use: asked for in the URL, confirmed in HELLO, else nothing (P-EXT-1, P-EXT-2). */
import { type HelloFrame, type Negotiated, queryOf } from '@wearwire/protocol';

/** The published protocol alone: JSON, no extension. */
export const NOTHING_NEGOTIATED: Negotiated = { extensions: [] };

/** The URL with what is asked for behind the user's own query. */
export function askingUrl(url: string, wanted: Negotiated): string {
  const query = queryOf(wanted);
  if (query === '') return url;
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

/** What HELLO confirmed of what was asked for; a confirmation of anything else means nothing. */
export function confirmedOf({ d }: HelloFrame, wanted: Negotiated): Negotiated {
  const { encoding, extensions = [] } = d;
  return {
    ...(encoding && encoding === wanted.encoding && { encoding }),
    extensions: wanted.extensions.filter((one) => extensions.includes(one)),
  };
}
