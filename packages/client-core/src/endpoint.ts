/** From the URL that a user gives (`ws`, `http`, with `/connect` or without) to the endpoints of the server. */
import { OptionError } from './errors.js';

const CONNECT = '/connect';
const SCHEMES: Readonly<Record<string, { readonly ws: string; readonly http: string }>> = {
  'ws:': { ws: 'ws:', http: 'http:' },
  'http:': { ws: 'ws:', http: 'http:' },
  'wss:': { ws: 'wss:', http: 'https:' },
  'https:': { ws: 'wss:', http: 'https:' },
};

/** `ws(s)://HOST:PORT/connect`, the query kept. Throws `OptionError`. */
export function connectUrl(url: string): string {
  const { parsed, base, schemes } = parse(url);
  return `${schemes.ws}//${parsed.host}${base}${CONNECT}${parsed.search}`;
}

/** Where tokens come from: a user's, or the developer's own. Throws `OptionError`. */
export function tokenUrl(url: string, user?: string): string {
  const { parsed, base, schemes } = parse(url);
  const path = user === undefined ? '/auth/developer' : `/auth/user?id=${encodeURIComponent(user)}`;
  return `${schemes.http}//${parsed.host}${base}${path}`;
}

function parse(url: string) {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const schemes = parsed && SCHEMES[parsed.protocol];
  if (!parsed || !schemes) {
    throw new OptionError('url-invalid', 'url must be like ws://HOST:PORT/connect (or wss, http)');
  }
  if (parsed.username || parsed.password) {
    throw new OptionError('url-invalid', 'url must hold no user and no password');
  }
  const path = parsed.pathname.replace(/\/+$/, '');
  const base = path.endsWith(CONNECT) ? path.slice(0, -CONNECT.length) : path;
  return { parsed, base, schemes };
}
