/**
 * Fetches tokens from the developer's backend, so that the gateway does not need the API key. The messages of errors
 * omit the URL, which may contain a secret.
 */
import { type GetToken, OptionError, TokenError } from '@wearwire/client-core';

const TOKEN_CHARACTERS_MAX = 4_096;

/**
 * Returns a function from a user to a `GetToken`, which fetches a token with GET for each attempt. Replaces `{user}` in
 * `template`, or adds `user=` to its query. The response is the token as text, or JSON with the key `token`. A failure
 * rejects with a `TokenError` that is retryable. Throws `OptionError` if `template` is not an HTTP(S) URL.
 */
export function tokenFromUrl(template: string): (user: string) => GetToken {
  addressFor(template, 'user');
  return (user) => {
    const url = addressFor(template, user);
    return async ({ signal }) => {
      const response = await fetch(url, { signal, redirect: 'manual' }).catch((cause) => {
        throw unreachable('cannot reach the token URL', { cause });
      });
      if (!response.ok) {
        const { status } = response;
        throw unreachable(`the token URL responded with HTTP status ${status}`, { status });
      }
      return tokenIn(await response.text());
    };
  };
}

function addressFor(template: string, user: string): URL {
  const filled = template.replaceAll('{user}', encodeURIComponent(user));
  if (!URL.canParse(filled) || !/^https?:$/.test(new URL(filled).protocol)) {
    throw new OptionError(
      'option-invalid',
      'the token URL must be like https://HOST/token?user={user}',
    );
  }
  const url = new URL(filled);
  if (!template.includes('{user}')) url.searchParams.set('user', user);
  return url;
}

function tokenIn(text: string): string {
  const trimmed = text.trim();
  const token = trimmed.startsWith('{') ? fromJson(trimmed) : trimmed;
  const isToken = typeof token === 'string' && /^[\w.~+/=:-]+$/.test(token);
  if (isToken && token.length <= TOKEN_CHARACTERS_MAX) return token;
  throw unreachable('the response of the token URL contains no token', {});
}

function fromJson(text: string): unknown {
  try {
    return (JSON.parse(text) as { readonly token?: unknown }).token;
  } catch {
    return undefined;
  }
}

function unreachable(text: string, more: { readonly status?: number; readonly cause?: unknown }) {
  return new TokenError('token-unreachable', text, { retryable: true, ...more });
}
