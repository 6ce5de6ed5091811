/**
 * permessage-deflate (RFC 7692) as the broker agrees to it: each message is compressed by itself, in both
 * directions, so that a connection keeps no window in memory.
 */

/** What was agreed on. */
export interface DeflateAgreement {
  /** Value of `Sec-WebSocket-Extensions` in the answer. */
  readonly header: string;
  /** Window of the server's compressor. */
  readonly serverWindowBits: number;
  /** The answer names that window, as the offer did. */
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
/** zlib has no raw stream with a smaller window. */
const WINDOW_BITS_MIN = 9;

/** The first offer that can be taken; `undefined` declines. `offers`: the header, its lines joined by `, `. */
export function agreementOn(offers: string): DeflateAgreement | undefined {
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

/** The window that an offer allows to the server; `undefined` where a parameter is not allowed (7.1). */
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
