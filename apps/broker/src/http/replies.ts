/** Replies that refuse, in one form: JSON with `error`, and a header that identifies the broker as the sender. */
import { REFUSAL_HEADER } from '@wearwire/protocol';
import type { HttpReply } from './http.js';

/** Refusals that a retry cannot change. */
const FINAL_STATUSES: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 413, 415, 422]);

/** A refusal. For a final status, `REFUSAL_HEADER` tells the client that the broker refused, not a proxy (P-TOK-11). */
export function errorReply(
  status: number,
  message: string,
  headers?: Record<string, string>,
): HttpReply {
  const final = FINAL_STATUSES.has(status) ? { [REFUSAL_HEADER]: String(status) } : undefined;
  const all = headers || final ? { headers: { ...headers, ...final } } : {};
  return { status, body: { error: message }, ...all };
}

/** The refusal of a request above a rate. */
export function limitReply(limit: string, waitMs: number): HttpReply {
  return errorReply(429, `the limit ${limit} was exceeded`, {
    'retry-after': String(Math.ceil(waitMs / 1_000)),
  });
}

export const SHUTTING_DOWN = errorReply(503, 'shutting down');

export const NO_SUCH_PATH = errorReply(404, 'no such path');

/** One reply for every wrong credential, so that it does not say what was wrong (P-TOK-3). */
export const FORBIDDEN = errorReply(403, 'forbidden');
