/** Creates the parts of `POST /submit`: sessions of posts, Idempotency-Keys and the handler. */
import type { Developers } from './auth/developers.js';
import { SubmitSessions } from './auth/submit-sessions.js';
import type { BrokerConfig } from './config/settings.js';
import type { Gateway } from './gateway/gateway.js';
import type { HttpHandler } from './http/http.js';
import { IdempotencyKeys } from './http/submit/idempotency-keys.js';
import { createSubmit } from './http/submit/submit.js';
import type { Storage } from './storage/ports.js';

export interface Posts {
  readonly submit: HttpHandler;
  /** Purged together with the rates. */
  readonly keys: IdempotencyKeys;
}

export function createPosts(
  { submitSessionMs }: BrokerConfig,
  gateway: Gateway,
  storage: Storage,
  developers: Developers,
  isReady: () => boolean,
): Posts {
  const { logger, tokens } = gateway;
  const now = (): number => storage.clock.now();
  const keys = new IdempotencyKeys();
  const sessions = new SubmitSessions(tokens, storage.tokens, {
    submitSessionMs,
    now,
    opened: ({ developerId }) =>
      logger.info({ developer: developerId }, 'opened a session of posts'),
  });
  return { submit: createSubmit({ ...gateway, sessions, keys, developers, isReady, now }), keys };
}
