/** HTTP by the library: a request is copied before anything is awaited, and answered unless it is gone. */
import type { HttpRequest as UwsRequest, HttpResponse as UwsResponse } from 'uWebSockets.js';
import type { HttpHandler, HttpReply } from '../http/http.js';
import type { ClientAddressReader } from './client-address.js';

/** Bytes of a request's body that are read and ignored; more is answered with 413. */
const BODY_BYTES_MAX = 64 * 1024;

/** Reads the request's body to its end, ignores it, and answers. */
export function answer(
  response: UwsResponse,
  request: UwsRequest,
  addressOf: ClientAddressReader,
  handle: HttpHandler,
  keepsAlive: () => boolean,
): void {
  const headers = new Map<string, string>();
  request.forEach((name, value) => void headers.set(name, value));
  const copy = {
    method: request.getMethod().toUpperCase(),
    path: request.getUrl(),
    address: addressOf(response.getRemoteAddress(), headers.get('x-forwarded-for') ?? ''),
    query: queryOf(request.getQuery()),
    header: (name: string) => headers.get(name) ?? '',
  };
  let isGone = false;
  let bodyBytes = 0;
  response.onAborted(() => {
    isGone = true;
  });
  response.onData(async (part, isLast) => {
    bodyBytes += part.byteLength;
    if (isGone) return;
    if (bodyBytes > BODY_BYTES_MAX) {
      isGone = true;
      response.cork(() =>
        reply(response, { status: 413, body: { error: 'body too large' } }, true),
      );
    } else if (isLast) {
      const result = await outcome(handle, copy);
      const isHead = copy.method === 'HEAD';
      if (!isGone) response.cork(() => reply(response, result, !keepsAlive(), isHead));
    }
  });
}

function queryOf(query: string): URLSearchParams | undefined {
  try {
    decodeURIComponent(query);
    return new URLSearchParams(query);
  } catch {
    return undefined;
  }
}

async function outcome(
  handle: HttpHandler,
  request: Parameters<HttpHandler>[0],
): Promise<HttpReply> {
  try {
    return await handle(request);
  } catch {
    return { status: 500, body: { error: 'internal failure' } };
  }
}

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  200: '200 OK',
  400: '400 Bad Request',
  403: '403 Forbidden',
  404: '404 Not Found',
  405: '405 Method Not Allowed',
  413: '413 Content Too Large',
  426: '426 Upgrade Required',
  429: '429 Too Many Requests',
  500: '500 Internal Server Error',
  503: '503 Service Unavailable',
};

export function reply(
  response: UwsResponse,
  result: HttpReply,
  closes = false,
  isHead = false,
): void {
  response.writeStatus(STATUS_TEXTS[result.status] ?? String(result.status));
  response.writeHeader('content-type', 'application/json');
  response.writeHeader('cache-control', 'no-store');
  for (const [name, value] of Object.entries(result.headers ?? {})) {
    response.writeHeader(name, value);
  }
  if (isHead) response.endWithoutBody(undefined, closes);
  else response.end(JSON.stringify(result.body), closes);
}
