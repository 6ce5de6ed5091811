/**
 * Negotiates permessage-deflate (RFC 7692) without context takeover in both directions: each message is compressed by
 * itself, so a connection keeps no window in memory.
 */

/** The negotiated parameters. */
export interface NegotiatedDeflate {
  /** Value of `Sec-WebSocket-Extensions` in the response. */
  readonly header: string;
  /** Window of the server's compressor. */
  readonly serverWindowBits: number;
  /** The response states the window, because the offer did. */
  readonly namesWindow: boolean;
}

const NAME = 'permessage-deflate';
const ANSWER = `${NAME}; server_no_context_takeover; client_no_context_takeover`;
const FLAGS: ReadonlySet<string> = new Set([
  'server_no_context_takeover',
  'client_no_context_takeover',
]);
const SERVER_BITS = 'server_max_window_bits';
const CLIENT_BITS = 'client_max_window_bits';
const WINDOW_BITS = /^"?([89]|1[0-5])"?$/;
const WINDOW_BITS_MAX = 15;
/** The smallest window of a raw stream in zlib. */
const WINDOW_BITS_MIN = 9;

/** The first acceptable offer; `undefined`: none. `offers`: the header, its lines joined by `, `. */
export function negotiateDeflate(offers: string): NegotiatedDeflate | undefined {
  for (const offer of offers.split(',')) {
    const [name, ...parameters] = offer.split(';').map((part) => part.trim());
    const serverWindowBits = name === NAME ? serverBitsOf(parameters) : undefined;
    if (serverWindowBits === undefined || serverWindowBits < WINDOW_BITS_MIN) continue;
    const namesWindow = parameters.some((parameter) => parameter.startsWith(SERVER_BITS));
    const header = namesWindow ? `${ANSWER}; ${SERVER_BITS}=${serverWindowBits}` : ANSWER;
    return { header, serverWindowBits, namesWindow };
  }
  return undefined;
}

/** The window that an offer allows the server; `undefined`: the offer has an invalid parameter (7.1). */
function serverBitsOf(parameters: readonly string[]): number | undefined {
  let serverBits = WINDOW_BITS_MAX;
  const seen = new Set<string>();
  for (const parameter of parameters) {
    const [name = '', value] = parameter.split('=').map((part) => part.trim());
    if (seen.has(name)) return undefined;
    seen.add(name);
    const bits = value === undefined ? undefined : WINDOW_BITS.exec(value)?.[1];
    if (name === SERVER_BITS && bits !== undefined) serverBits = Number(bits);
    else if (name === CLIENT_BITS && (value === undefined || bits !== undefined)) continue;
    else if (!FLAGS.has(name) || value !== undefined) return undefined;
  }
  return serverBits;
}
