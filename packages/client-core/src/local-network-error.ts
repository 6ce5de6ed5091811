/**
 * Recognizes the error of an attempt that failed in the device's own network, before it reached the server. Such a
 * failure affects no other client, so the next attempt need not be spread over time.
 */

/** Codes of Node: no route, no interface, no name server. */
const CODES = new Set(['ENETUNREACH', 'ENETDOWN', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);
/** Number of nested causes that are searched: an error of `fetch` has the code in its `cause`. */
const CAUSES_MAX = 4;

export function isLocalNetworkError(error: unknown): boolean {
  let cause = error;
  for (let level = 0; level < CAUSES_MAX; level++) {
    const { code, cause: next } = (cause ?? {}) as { code?: unknown; cause?: unknown };
    if (typeof code === 'string' && CODES.has(code)) return true;
    cause = next;
  }
  return false;
}
