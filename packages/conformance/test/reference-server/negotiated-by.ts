/** Negotiation of the reference server. */
import { EXTENSIONS, type Negotiated } from '@wearwire/protocol';
import type { ReferenceServerOptions } from './reference-server-options.js';

export function negotiatedBy(options: ReferenceServerOptions, asked: Negotiated): Negotiated {
  const { fault, supportsExtensions = true } = options;
  if (!supportsExtensions) return { extensions: [] };
  if (asked.extensions.length === 0) return asked;
  if (fault === 'confirms-unrequested') return { ...asked, extensions: EXTENSIONS };
  const unknown = 'no-such-extension' as (typeof EXTENSIONS)[number];
  return fault === 'confirms-anything'
    ? { ...asked, extensions: [...asked.extensions, unknown] }
    : asked;
}
