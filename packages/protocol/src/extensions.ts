/**
 * What a client may ask for beyond the published protocol, and how the two agree on it.
 *
 * The client asks in the URL: `/connect?encoding=msgpack&extensions=position,ack`. A server that knows
 * some of it confirms that part in HELLO; one that has never heard of it ignores the query. Nothing is
 * used that was not confirmed.
 */
export const EXTENSIONS = ['position', 'replay-end', 'ack', 'resume', 'reconnect'] as const;

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
  const asked = new Set(query.get('extensions')?.split(','));
  return negotiatedOf(query.get('encoding'), [...asked]);
}

/** Client: what the server confirmed in the `d` of its HELLO. */
export function confirmationOf(d: {
  readonly encoding?: unknown;
  readonly extensions?: unknown;
}): Negotiated {
  return negotiatedOf(d.encoding, Array.isArray(d.extensions) ? d.extensions : []);
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

function negotiatedOf(encoding: unknown, extensions: readonly unknown[]): Negotiated {
  const known = ENCODINGS.find((one) => one === encoding);
  return {
    ...(known !== undefined && { encoding: known }),
    extensions: EXTENSIONS.filter((one) => extensions.includes(one)),
  };
}
