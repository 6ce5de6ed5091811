/** Calls the user's `getToken` once. Whatever it does, the result is a token or a `ClientError`. */
import type { GetToken, TokenAttempt } from './client-options.js';
import { ClientError, TokenError } from './errors.js';

/** Never rejects. */
export async function requestToken(
  getToken: GetToken,
  attempt: TokenAttempt,
): Promise<string | ClientError> {
  try {
    const token: unknown = await getToken(attempt);
    return typeof token === 'string' && token ? token : failure('resolved to no token');
  } catch (cause) {
    return cause instanceof ClientError ? cause : failure('failed', cause);
  }
}

function failure(what: string, cause?: unknown): TokenError {
  return new TokenError('token-failed', `getToken ${what}`, { cause });
}
