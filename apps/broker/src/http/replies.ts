/** Answers that refuse, in one form: JSON with `error`, and a header that says that the broker made them. */
import { REFUSAL_HEADER } from '@wearwire/protocol';
import type { HttpReply } from './http.js';

/** What a client cannot mend by trying again. */
const FINAL_STATUSES: ReadonlySet<number> = new Set([400, 403, 404, 405]);

/** The header tells a client that the broker refused, and nothing in between (P-TOK-11). */
export function errorReply(
  status: number,
  message: string,
  headers?: Record<string, string>,
): HttpReply {
  const mark = FINAL_STATUSES.has(status) ? { [REFUSAL_HEADER]: String(status) } : undefined;
  const all = headers || mark ? { headers: { ...headers, ...mark } } : {};
  return { status, body: { error: message }, ...all };
}

export const NO_SUCH_PATH = errorReply(404, 'no such path');

/** The answer is the same whatever was wrong (P-TOK-3). */
export const FORBIDDEN = errorReply(403, 'forbidden');
