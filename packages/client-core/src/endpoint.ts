/** From the URL that a user gives (`ws`, `http`, with `/connect` or without) to the endpoints of the server. */
import { OptionError } from './errors.js';

/** The letter of an encrypted scheme; host and path before `/connect`; the query. */
const SHAPE = /^(?:ws|http)(s?):(\/\/[^/@]+(?:\/.*?)??)\/*(?:\/connect\/*)?(\?.*)?$/;

/** `ws(s)://HOST:PORT/connect`, the query kept. Throws `OptionError`. */
export function connectUrl(url: string): string {
  const [, s, base, query = ''] = partsOf(url);
  return `ws${s}:${base}/connect${query}`;
}

/** Whose token: a user's, a monitor's, or else the developer's own. */
export interface TokenOf {
  readonly user?: string | undefined;
  readonly monitor?: boolean | undefined;
}

/** Where tokens come from. Throws `OptionError`. */
export function tokenUrl(url: string, { user, monitor }: TokenOf = {}): string {
  const [, s, base] = partsOf(url);
  const own = monitor ? 'monitor' : 'developer';
  const path = user === undefined ? own : `user?id=${encodeURIComponent(user)}`;
  return `http${s}:${base}/auth/${path}`;
}

function partsOf(url: string): readonly string[] {
  const parts = URL.canParse(url) && SHAPE.exec(new URL(url).href.replace(/#.*/, ''));
  if (parts) return parts;
  throw new OptionError(
    'url-invalid',
    'url must be like ws://HOST:PORT/connect (or wss, http), without user and password',
  );
}
