/**
 * Requests that the socket library accepts although RFC 9112 requires refusal: two lengths, an unknown coding, more
 * than one Host. A proxy and the broker could interpret them differently (request smuggling).
 */
import type { HttpReply } from './http.js';

interface Headers {
  /** Several lines of one name are joined by `, `. */
  header(name: string): string;
}

/** The reply that refuses the request and closes its connection; `undefined`: the request is well-formed. */
export function malformedReply(request: Headers): HttpReply | undefined {
  const lengths = new Set(
    request
      .header('content-length')
      .split(',')
      .map((text) => text.trim()),
  );
  if (lengths.size > 1) return refusal('more than one Content-Length');
  const coding = request.header('transfer-encoding').trim().toLowerCase();
  if (coding !== '' && coding !== 'chunked') return refusal('Transfer-Encoding must be chunked');
  if (request.header('host').includes(',')) return refusal('more than one Host');
  return undefined;
}

function refusal(error: string): HttpReply {
  return { status: 400, body: { error }, closes: true };
}
