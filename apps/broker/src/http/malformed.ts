/**
 * Requests that the socket library lets pass although RFC 9112 wants them refused: two lengths, a coding that is
 * not known, more than one Host. Two servers in a row could read them differently.
 */
import type { HttpReply } from './http.js';

interface Headers {
  /** Several lines of one name are joined by `, `. */
  header(name: string): string;
}

/** The answer that refuses the request and ends its connection; `undefined`: it is fine. */
export function malformedReply(request: Headers): HttpReply | undefined {
  const lengths = new Set(request.header('content-length').split(',').map(trimmed));
  if (lengths.size > 1) return refusal('more than one Content-Length');
  const coding = request.header('transfer-encoding').trim().toLowerCase();
  if (coding !== '' && coding !== 'chunked') return refusal('Transfer-Encoding must be chunked');
  if (request.header('host').includes(',')) return refusal('more than one Host');
  return undefined;
}

function trimmed(text: string): string {
  return text.trim();
}

function refusal(error: string): HttpReply {
  return { status: 400, body: { error }, closes: true };
}
