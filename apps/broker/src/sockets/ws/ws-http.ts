/** HTTP with Node: reads a request body to the end, discards it, then answers. */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { contentOf, type HttpReply, hasNoContent } from '../../http/http.js';
import { HTTP_BODY_BYTES_MAX, type SocketApplication } from '../port.js';
import { WsRequest } from './ws-request.js';

const BODY_TOO_LARGE: HttpReply = { status: 413, body: { error: 'body too large' } };

export function answer(
  incoming: IncomingMessage,
  response: ServerResponse,
  application: Pick<SocketApplication, 'http'>,
  keepsAlive: () => boolean,
): void {
  const request = new WsRequest(incoming);
  let bodyBytes = 0;
  let isAnswered = false;
  incoming.on('data', (part: Buffer) => {
    bodyBytes += part.length;
    if (isAnswered || bodyBytes <= HTTP_BODY_BYTES_MAX) return;
    isAnswered = true;
    reply(response, BODY_TOO_LARGE, true);
    // The rest of the body is not read; the connection closes after the response.
    response.on('finish', () => incoming.socket.destroySoon());
  });
  incoming.on('end', async () => {
    if (isAnswered) return;
    const result = await application.http(request);
    if (!response.destroyed) reply(response, result, !keepsAlive());
  });
  incoming.on('error', () => {}); // the socket emits 'close' next
}

function reply(response: ServerResponse, result: HttpReply, closes: boolean): void {
  const { headers, content, bytes } = contentOf(result);
  response.writeHead(result.status, {
    ...headers,
    ...(!hasNoContent(result.status) && { 'content-length': bytes }),
    ...(closes && { connection: 'close' }),
  });
  // Node omits the content of a HEAD and of a 304.
  response.end(content);
}

/** Refuses an upgrade request and closes the connection. */
export function replyToUpgrade(socket: Duplex, result: HttpReply): void {
  const { headers, content, bytes } = contentOf(result);
  const all = { ...headers, 'content-length': String(bytes), connection: 'close' };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  const head = `HTTP/1.1 ${result.status} ${STATUS_CODES[result.status] ?? ''}`;
  socket.on('finish', () => socket.destroy());
  socket.write([head, ...lines, '', ''].join('\r\n'));
  socket.end(content);
}
