/**
 * One call of the user's `getToken`: whatever it does, the outcome is a token or a `ClientError`, once; after
 * `cancel` nothing.
 */
import type { GetToken } from './client-options.js';
import type { ConnectReason } from './connect-reason.js';
import { ClientError, TokenError } from './errors.js';

export interface TokenHandlers {
  token(token: string): void;
  failed(error: ClientError): void;
}

export class TokenRequest {
  readonly #controller = new AbortController();
  readonly #handlers: TokenHandlers;

  constructor(handlers: TokenHandlers) {
    this.#handlers = handlers;
  }

  async fetch(getToken: GetToken, attempt: number, reason: ConnectReason): Promise<void> {
    const { signal } = this.#controller;
    try {
      const token = await getToken({ attempt, reason, signal });
      if (typeof token !== 'string' || token === '') throw notAToken();
      if (!signal.aborted) this.#handlers.token(token);
    } catch (cause) {
      if (!signal.aborted) this.#handlers.failed(asFailure(cause));
    }
  }

  cancel(): void {
    this.#controller.abort();
  }
}

function notAToken(): TokenError {
  const message = 'getToken resolved to something that is no token';
  return new TokenError('token-failed', message, { retryable: true });
}

function asFailure(cause: unknown): ClientError {
  if (cause instanceof ClientError) return cause;
  return new TokenError('token-failed', 'getToken failed', { retryable: true, cause });
}
