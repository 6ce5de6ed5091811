/**
 * What a client may ask for beyond the published protocol, and how the two agree on it.
 *
 * The client asks in the URL: `/connect?encoding=msgpack&extensions=position,ack`. A server that knows
 * some of it confirms that part in HELLO; one that has never heard of it ignores the query. Nothing is
 * used that was not confirmed.
 */
import type { HelloFrame } from './frames.js';

/** Every extension. */
export const EXTENSIONS = [
  'position',
  'replay-end',
  'ack',
  'resume',
  'reconnect',
  'batch',
  'rejoin',
] as const;

/** Opcodes of extensions start here, so that they never meet the protocol's own growth (P-OP-5). */
export const EXTENSION_OPCODE_FIRST = 64;

/** Name of an extension, as it is asked for and confirmed. */
export type Extension = (typeof EXTENSIONS)[number];

/** Every encoding of frames; `json` is that of the published protocol. */
export const ENCODINGS = ['json', 'msgpack'] as const;

/** Name of an encoding, as it is asked for and confirmed. */
export type Encoding = (typeof ENCODINGS)[number];

/** What both sides use on one connection. */
export interface Negotiated {
  /** Absent: JSON, and nobody asked. */
  readonly encoding?: Encoding;
  readonly extensions: readonly Extension[];
}

/** Server: what it grants of a URL's query; unknown names and values are passed over. */
export function grantOf(query: URLSearchParams): Negotiated {
  const asked = new Set<string | undefined>(query.get('extensions')?.split(','));
  const encoding = ENCODINGS.find((one) => one === query.get('encoding'));
  return {
    ...(encoding !== undefined && { encoding }),
    extensions: EXTENSIONS.filter((one) => asked.has(one)),
  };
}

/** Client: what HELLO's `d` confirms of what was asked for; a confirmation of anything else means nothing. */
export function confirmationOf(
  { encoding, extensions = [] }: HelloFrame['d'],
  asked: Negotiated,
): Negotiated {
  return {
    ...(encoding !== undefined && encoding === asked.encoding && { encoding: asked.encoding }),
    extensions: asked.extensions.filter((one) => extensions.includes(one)),
  };
}

/** Client: the query that asks for it, `''` when there is nothing to ask for. */
export function queryOf({ encoding, extensions = [] }: Partial<Negotiated>): string {
  // Both are plain words, and commas stay commas: the query is meant to be read.
  const parts = [
    encoding && `encoding=${encoding}`,
    extensions.length > 0 && `extensions=${extensions.join()}`,
  ];
  return parts.filter(Boolean).join('&');
}
