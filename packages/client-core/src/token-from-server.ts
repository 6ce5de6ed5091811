/**
 * Requests tokens from the endpoints of the server (P-TOK-1 to P-TOK-4), for programs that may contain the
 * API key. An app on a user's device must not contain it: use a `getToken` that calls your backend.
 */
import { REFUSAL_HEADER } from '@wearwire/protocol';
import type { GetToken } from './client-options.js';
import { tokenUrl } from './endpoint.js';
import { OptionError, TokenError } from './errors.js';

/** Options of `tokenFromServer`. The key belongs on a server. */
export interface TokenServerOptions {
  /** The broker: `http(s)://HOST:PORT`, or its `ws(s)://HOST:PORT/connect`. */
  readonly url: string;
  readonly developerId: string;
  readonly apiKey: string;
  /** User id of a producer; without it a consumer's token is requested. */
  readonly user?: string;
  /**
   * Request the token of a monitor, which receives the same events as a consumer but takes no consumer slot
   * (P-MON-1). Only wearwire has monitors; other servers answer with 404. Not allowed with `user`.
   */
  readonly monitor?: boolean;
  /** Default: the runtime's `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Cause and remedy by status of the endpoint. */
const REFUSALS: Readonly<Record<number, string>> = {
  400: 'the request was malformed: check developerId, apiKey and user',
  401: 'the credentials are wrong: check developerId and apiKey',
  403: 'the credentials are wrong: check developerId and apiKey',
  404: 'there is no token endpoint there: check url',
  405: 'there is no token endpoint there: check url',
};

/**
 * Returns a `getToken` that requests `POST /auth/user?id=…`, `/auth/developer` or `/auth/monitor` for each
 * attempt. It rejects with a `TokenError`. `token-refused` means that an option is wrong; only the broker itself can
 * cause it, and it stops the client unless `whenRefused` is `retry`. `token-unreachable` is retried. Throws
 * `OptionError` for a URL, id or key that cannot be sent.
 */
export function tokenFromServer(options: TokenServerOptions): GetToken {
  const url = tokenUrl(options.url, options);
  const headers = {
    'dev-id': headerValue('developerId', options.developerId),
    'x-api-key': headerValue('apiKey', options.apiKey),
  };
  // Do not follow redirects: the runtime would send the key to their target.
  const init = { method: 'POST', headers, redirect: 'manual' } as const;
  return async ({ signal }) => {
    const request = options.fetch ?? globalThis.fetch;
    const response = await request(url, { ...init, signal }).catch((cause) => {
      const text = `the token endpoint at ${new URL(url).host} could not be reached`;
      throw new TokenError('token-unreachable', text, { cause });
    });
    if (!response.ok) throw refusal(response);
    return tokenIn(await response.json().catch(() => undefined), response.status);
  };
}

function tokenIn(answer: unknown, status: number): string {
  const token = (answer as { readonly token?: unknown } | null | undefined)?.token;
  if (typeof token === 'string') return token;
  const text = 'the response of the token endpoint contains no token';
  throw new TokenError('token-unreachable', text, { status });
}

/**
 * A refusal is final only if it has the header of the broker (P-TOK-11). The sign-in page of a network, or a
 * proxy, may answer instead of the broker with any status.
 */
function refusal({ status, headers }: Response): TokenError {
  const remedy = REFUSALS[status];
  const isOfBroker = headers.get(REFUSAL_HEADER) === String(status);
  if (remedy !== undefined && isOfBroker) {
    const text = `the token endpoint refused the request with HTTP status ${status}: ${remedy}`;
    return new TokenError('token-refused', text, { retryable: false, status });
  }
  const hint = remedy === undefined ? '' : `; if this continues, ${remedy}`;
  const retryAfterMs = Math.max(0, Number(headers.get('retry-after'))) * 1_000 || undefined;
  const text = `the token endpoint answered with ${describeStatus(status)}${hint}`;
  return new TokenError('token-unreachable', text, { status, retryAfterMs });
}

/** Browsers hide the status of a redirect that is not followed. */
function describeStatus(status: number): string {
  const isRedirect = status === 0 || (status >= 300 && status < 400);
  return isRedirect ? `a redirect (${status}), which is not followed` : `HTTP status ${status}`;
}

/** Returns the value, or throws an error that does not contain it, unlike the runtime's error. */
function headerValue(name: string, value: string): string {
  if (typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)) return value;
  throw new OptionError('option-invalid', `${name} must be one or more visible ASCII characters`);
}
