/** Checks the opening handshake (RFC 6455, 4.2.1). */
import type { HttpReply } from '../http/http.js';
import type { SocketRequest } from './port.js';

const VERSION = '13';
/** 16 bytes in base64. */
const KEY = /^[A-Za-z0-9+/]{21}[AQgw]==$/;

/** Missing, or one number (RFC 9112, 6.3). */
const LENGTH = /^\d*$/;

/** The reply that refuses an upgrade request; `undefined`: the request is valid. */
export function handshakeRefusalOf(
  request: Pick<SocketRequest, 'method' | 'header'>,
): HttpReply | undefined {
  if (request.method !== 'GET')
    return refusal(405, 'a WebSocket must be opened with GET', { allow: 'GET' });
  if (request.header('upgrade').toLowerCase() !== 'websocket')
    return refusal(426, 'this is a WebSocket endpoint', { upgrade: 'websocket' });
  const connection = request.header('connection').toLowerCase().split(',');
  if (!connection.some((token) => token.trim() === 'upgrade'))
    return refusal(400, 'the header Connection must contain Upgrade');
  if (!KEY.test(request.header('sec-websocket-key')))
    return refusal(400, 'Sec-WebSocket-Key must be 16 bytes in base64');
  if (request.header('sec-websocket-version') !== VERSION)
    return refusal(426, `Sec-WebSocket-Version must be ${VERSION}`, {
      'sec-websocket-version': VERSION,
    });
  if (request.header('host') === '' || request.header('host').includes(', '))
    return refusal(400, 'the request must have exactly one Host');
  if (!LENGTH.test(request.header('content-length')))
    return refusal(400, 'Content-Length must be one number');
  return undefined;
}

function refusal(status: number, error: string, headers: Record<string, string> = {}): HttpReply {
  return { status, headers, body: { error } };
}
