/**
 * One call of the user's `getToken`: whatever it does, the outcome is a token or a `ClientError`, once; after
 * it was cancelled nothing.
 */
import type { GetToken } from './client-options.js';
import type { ConnectReason } from './connect-reason.js';
import { ClientError, TokenError } from './errors.js';

export interface TokenHandlers {
  token(token: string): void;
  failed(error: ClientError): void;
}

/** Begins the call; returns what cancels it. */
export function requestToken(
  getToken: GetToken,
  attempt: number,
  reason: ConnectReason,
  handlers: TokenHandlers,
): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const call = async () => {
    try {
      const token = await getToken({ attempt, reason, signal });
      if (typeof token !== 'string' || token === '') throw failure('resolved to no token');
      if (!signal.aborted) handlers.token(token);
    } catch (cause) {
      if (signal.aborted) return;
      handlers.failed(cause instanceof ClientError ? cause : failure('failed', cause));
    }
  };
  void call();
  return () => controller.abort();
}

function failure(what: string, cause?: unknown): TokenError {
  return new TokenError('token-failed', `getToken ${what}`, { retryable: true, cause });
}
