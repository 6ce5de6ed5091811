/** Tokens from an address of the developer's backend, for a gateway that must not hold the API key. */
import { type GetToken, OptionError, TokenError } from '@wearwire/client-core';

const TOKEN_CHARACTERS_MAX = 4_096;

/**
 * Asks `template` by GET for each attempt, with `{user}` in it replaced, or `user=` added to its query. The
 * answer is the token as text, or JSON with `token`. Failures are tried again. Throws `OptionError` for what is
 * no http(s) URL.
 */
export function tokenFromUrl(template: string): (user: string) => GetToken {
  addressFor(template, 'user');
  return (user) => {
    const url = addressFor(template, user);
    return async ({ signal }) => {
      const response = await fetch(url, { signal, redirect: 'manual' }).catch((cause) => {
        throw unreachable('the token URL could not be reached', { cause });
      });
      if (!response.ok) {
        const { status } = response;
        throw unreachable(`the token URL answered with HTTP status ${status}`, { status });
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
  throw unreachable('the token URL answered with something that is no token', {});
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
