/**
 * Tokens from the server's own endpoints (P-TOK-1 to P-TOK-4), for a program that may hold the API key.
 * An app in a user's hand must not: give it a `getToken` that asks your backend.
 */
import { REFUSAL_HEADER } from '@wearwire/protocol';
import type { GetToken } from './client-options.js';
import { tokenUrl } from './endpoint.js';
import { OptionError, TokenError, type TokenErrorDetails } from './errors.js';

/** Whose token is asked for, and where. The key belongs on a server: see `tokenFromServer`. */
export interface TokenServerOptions {
  /** The broker: `http(s)://HOST:PORT`, or its `ws(s)://HOST:PORT/connect`. */
  readonly url: string;
  readonly developerId: string;
  readonly apiKey: string;
  /** A producer's user; without it the token is a consumer's. */
  readonly user?: string;
  /**
   * Instead of a consumer's, the token of a monitor: it gets all that a consumer gets and takes no consumer's
   * place (P-MON-1). Wearwire's own: another server answers with 404. Not together with `user`.
   */
  readonly monitor?: boolean;
  /** Default: the runtime's `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
}

/** What to mend, by the status that the endpoint answers with. */
const REFUSALS: Readonly<Record<number, string>> = {
  400: 'the request was malformed: check developerId, apiKey and user',
  401: 'the credentials are wrong: check developerId and apiKey',
  403: 'the credentials are wrong: check developerId and apiKey',
  404: 'there is no token endpoint there: check url',
  405: 'there is no token endpoint there: check url',
};

/**
 * Asks `POST /auth/user?id=…`, `/auth/developer` or `/auth/monitor` for each attempt. Rejects with `TokenError`:
 * `token-refused`, which only the broker itself can cause, stops the client (mend the settings);
 * `token-unreachable` is tried again.
 * Throws `OptionError` for a URL, id or key that cannot be sent.
 */
export function tokenFromServer(options: TokenServerOptions): GetToken {
  const url = tokenUrl(options.url, options);
  const headers = {
    'dev-id': headerValue('developerId', options.developerId),
    'x-api-key': headerValue('apiKey', options.apiKey),
  };
  // A redirect is not followed: the runtime would send the key to wherever it points.
  const init = { method: 'POST', headers, redirect: 'manual' } as const;
  return async ({ signal }) => {
    const request = options.fetch ?? globalThis.fetch;
    const response = await request(url, { ...init, signal }).catch((cause) => {
      throw unreachable('the token endpoint could not be reached', { cause });
    });
    if (!response.ok) throw refusal(response);
    return tokenIn(await response.json().catch(() => undefined), response.status);
  };
}

function tokenIn(answer: unknown, status: number): string {
  const token = (answer as { readonly token?: unknown } | null | undefined)?.token;
  if (typeof token === 'string') return token;
  throw unreachable('the token endpoint answered with something that is no token', { status });
}

/**
 * Final only where the broker itself refused, which it says by a header (P-TOK-11). A sign-in page of a
 * network, or a proxy, may answer in its place with any status.
 */
function refusal({ status, headers }: Response): TokenError {
  const mend = REFUSALS[status];
  const isOfBroker = headers.get(REFUSAL_HEADER) === String(status);
  if (mend !== undefined && isOfBroker) {
    const text = `no token (${status}): ${mend}`;
    return new TokenError('token-refused', text, { retryable: false, status });
  }
  const hint = mend === undefined ? '' : `; if this lasts, ${mend}`;
  const retryAfterMs = Math.max(0, Number(headers.get('retry-after'))) * 1_000 || undefined;
  const text = `the token endpoint answered with ${whatAnswered(status)}${hint}`;
  return unreachable(text, { status, retryAfterMs });
}

/** A browser hides the status of a redirect that it did not follow. */
function whatAnswered(status: number): string {
  const isRedirect = status === 0 || (status >= 300 && status < 400);
  return isRedirect ? `a redirect (${status}), which is not followed` : `HTTP status ${status}`;
}

function unreachable(text: string, more: TokenErrorDetails) {
  return new TokenError('token-unreachable', text, { retryable: true, ...more });
}

/** Checked here, because a runtime's own complaint would show the value. */
function headerValue(name: string, value: string): string {
  if (typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)) return value;
  throw new OptionError('option-invalid', `${name} must be visible ASCII characters, one or more`);
}
