/** HTTP with uWebSockets.js: copies a request before any await, and answers it unless it was aborted. */
import type { HttpRequest as UwsRequest, HttpResponse as UwsResponse } from 'uWebSockets.js';
import { contentOf, type HttpReply, hasNoContent } from '../../http/http.js';
import type { SocketApplication, SocketRequest } from '../port.js';

/** Reads the request body to the end, and answers. */
export function answer(
  response: UwsResponse,
  request: UwsRequest,
  application: Pick<SocketApplication, 'bodyOf' | 'http'>,
  keepsAlive: () => boolean,
): void {
  const copy = copyOf(response, request);
  /** The request was answered before the end of its body, or its connection has closed. */
  const state = { isOver: false };
  const body = application.bodyOf(copy, (refusal) => {
    state.isOver = true;
    // Kept open if the client allows it: closed with an unread body, the connection would be reset and the response
    // could be lost.
    response.cork(() => reply(response, refusal, !keepsAlive()));
  });
  if (state.isOver) return;
  response.onAborted(() => {
    state.isOver = true;
    body.release();
  });
  response.onData(async (part, isLast) => {
    if (state.isOver) return;
    body.add(new Uint8Array(part));
    if (state.isOver || !isLast) return;
    const result = await application.http(copy, body.complete());
    body.release();
    const isHead = copy.method === 'HEAD';
    if (!state.isOver) response.cork(() => reply(response, result, !keepsAlive(), isHead));
  });
}

/** Copies a request: the library's object is only valid during the call that received it. */
export function copyOf(response: UwsResponse, request: UwsRequest): SocketRequest {
  const headers = new Map<string, string>();
  request.forEach((name, value) => {
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  });
  return {
    method: request.getMethod().toUpperCase(),
    path: request.getUrl(),
    rawQuery: request.getQuery(),
    peerAddress: Buffer.from(response.getRemoteAddressAsText()).toString('latin1'),
    header: (name) => headers.get(name) ?? '',
  };
}

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  200: '200 OK',
  204: '204 No Content',
  304: '304 Not Modified',
  400: '400 Bad Request',
  401: '401 Unauthorized',
  403: '403 Forbidden',
  404: '404 Not Found',
  405: '405 Method Not Allowed',
  408: '408 Request Timeout',
  409: '409 Conflict',
  413: '413 Content Too Large',
  415: '415 Unsupported Media Type',
  422: '422 Unprocessable Content',
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
  const { headers, content, bytes } = contentOf(result);
  response.writeStatus(STATUS_TEXTS[result.status] ?? String(result.status));
  for (const [name, value] of Object.entries(headers)) response.writeHeader(name, value);
  const closesConnection = closes || result.closes === true;
  if (hasNoContent(result.status)) response.endWithoutBody(undefined, closesConnection);
  else if (isHead) response.endWithoutBody(bytes, closesConnection);
  else response.end(content as string | Uint8Array<ArrayBuffer>, closesConnection);
}
