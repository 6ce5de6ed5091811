/** From the URL that a user gives (`ws`, `http`, with `/connect` or without) to the endpoints of the server. */
import { OptionError } from './errors.js';

const CONNECT = '/connect';
const SCHEME = /^(?:ws|http)(s?):$/;

/** `ws(s)://HOST:PORT/connect`, the query kept. Throws `OptionError`. */
export function connectUrl(url: string): string {
  const { host, base, query, s } = parse(url);
  return `ws${s}://${host}${base}${CONNECT}${query}`;
}

/** Where tokens come from: a user's, or the developer's own. Throws `OptionError`. */
export function tokenUrl(url: string, user?: string): string {
  const { host, base, s } = parse(url);
  const path = user === undefined ? '/auth/developer' : `/auth/user?id=${encodeURIComponent(user)}`;
  return `http${s}://${host}${base}${path}`;
}

/** `s`: the letter that makes a scheme the encrypted one, or nothing. */
function parse(url: string) {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const scheme = parsed && SCHEME.exec(parsed.protocol);
  if (!parsed || !scheme) {
    throw new OptionError('url-invalid', 'url must be like ws://HOST:PORT/connect (or wss, http)');
  }
  if (parsed.username || parsed.password) {
    throw new OptionError('url-invalid', 'url must hold no user and no password');
  }
  const path = parsed.pathname.replace(/\/+$/, '');
  const base = path.endsWith(CONNECT) ? path.slice(0, -CONNECT.length) : path;
  return { host: parsed.host, base, query: parsed.search, s: scheme[1] };
}
