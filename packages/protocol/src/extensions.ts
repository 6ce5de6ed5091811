/**
 * Extensions and encodings beyond the published protocol, and their negotiation.
 *
 * The client requests them in the URL: `/connect?encoding=msgpack&extensions=position,ack`. The server confirms
 * the supported ones in HELLO; a server without extensions ignores the query. Only confirmed ones are used.
 */
import type { HelloFrame } from './frames.js';

/** All extensions. */
export const EXTENSIONS = [
  'position',
  'replay-end',
  'ack',
  'resume',
  'reconnect',
  'batch',
  'rejoin',
] as const;

/**
 * First opcode of extensions, high enough not to collide with future opcodes of the published protocol
 * (P-OP-5).
 */
export const EXTENSION_OPCODE_FIRST = 64;

/** Name of an extension in the query and in HELLO. */
export type Extension = (typeof EXTENSIONS)[number];

/** All encodings of frames; `json` is that of the published protocol. */
export const ENCODINGS = ['json', 'msgpack'] as const;

/** Name of an encoding in the query and in HELLO. */
export type Encoding = (typeof ENCODINGS)[number];

/** The negotiated encoding and extensions of a connection. */
export interface Negotiated {
  /** Absent: JSON, because no encoding was requested or confirmed. */
  readonly encoding?: Encoding;
  readonly extensions: readonly Extension[];
}

/**
 * For servers: returns the encoding and extensions that the query of a URL requests; unknown names and values are
 * ignored.
 */
export function grantOf(query: URLSearchParams): Negotiated {
  const requested = new Set<string | undefined>(query.get('extensions')?.split(','));
  const encoding = ENCODINGS.find((name) => name === query.get('encoding'));
  return {
    ...(encoding !== undefined && { encoding }),
    extensions: EXTENSIONS.filter((one) => requested.has(one)),
  };
}

/** For clients: returns the requested extensions that HELLO's `d` confirms; others in HELLO are ignored. */
export function confirmationOf(
  { encoding, extensions = [] }: HelloFrame['d'],
  requested: Negotiated,
): Negotiated {
  return {
    ...(encoding !== undefined &&
      encoding === requested.encoding && { encoding: requested.encoding }),
    extensions: requested.extensions.filter((one) => extensions.includes(one)),
  };
}

/** For clients: returns the query that requests an encoding and extensions; empty if nothing is requested. */
export function queryOf({ encoding, extensions = [] }: Partial<Negotiated>): string {
  // Names need no percent-encoding, and commas are kept, so that the query is readable.
  const parts = [
    encoding && `encoding=${encoding}`,
    extensions.length > 0 && `extensions=${extensions.join()}`,
  ];
  return parts.filter(Boolean).join('&');
}
