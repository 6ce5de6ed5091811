/** Derives the endpoints of the server from the user's URL (`ws` or `http`, with or without `/connect`). */
import { OptionError } from './errors.js';

/** Groups: `s` of an encrypted scheme; host and path before `/connect`; the query. */
const SHAPE = /^(?:ws|http)(s?):(\/\/[^/@]+(?:\/.*?)??)\/*(?:\/connect\/*)?(\?.*)?$/;

/** Returns `ws(s)://HOST:PORT/connect` with the user's query. Throws `OptionError`. */
export function connectUrl(url: string): string {
  const [, s, base, query = ''] = partsOf(url);
  return `ws${s}:${base}/connect${query}`;
}

/** Who the token is for: the producer of a user, a monitor, or, without either, a consumer. */
export interface TokenRecipient {
  readonly user?: string | undefined;
  readonly monitor?: boolean | undefined;
}

/** Returns the URL of the token endpoint. Throws `OptionError`. */
export function tokenUrl(url: string, { user, monitor }: TokenRecipient = {}): string {
  const [, s, base] = partsOf(url);
  const consumerPath = monitor ? 'monitor' : 'developer';
  const path = user === undefined ? consumerPath : `user?id=${encodeURIComponent(user)}`;
  return `http${s}:${base}/auth/${path}`;
}

function partsOf(url: string): readonly string[] {
  const parts = URL.canParse(url) && SHAPE.exec(new URL(url).href.replace(/#.*/, ''));
  if (parts) return parts;
  throw new OptionError(
    'url-invalid',
    'url must be like ws://HOST:PORT/connect (or wss, http, https), without user and password',
  );
}
