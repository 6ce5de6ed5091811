/** HTTP with Node: reads a request body to the end, then answers. */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { contentOf, type HttpReply, hasNoContent } from '../../http/http.js';
import type { SocketApplication } from '../port.js';
import { WsRequest } from './ws-request.js';

export function answer(
  incoming: IncomingMessage,
  response: ServerResponse,
  application: Pick<SocketApplication, 'bodyOf' | 'http'>,
  keepsAlive: () => boolean,
): void {
  const request = new WsRequest(incoming);
  let isRefused = false;
  const body = application.bodyOf(request, (refusal) => {
    isRefused = true;
    reply(response, refusal, true);
    // The rest of the body is not read; the connection closes after the response.
    response.on('finish', () => incoming.socket.destroySoon());
  });
  incoming.on('data', (part: Buffer) => {
    if (!isRefused) body.add(part);
  });
  incoming.on('end', async () => {
    if (isRefused) return;
    const result = await application.http(request, body.complete());
    body.release();
    if (!response.destroyed) reply(response, result, !keepsAlive());
  });
  response.on('close', () => body.release());
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
