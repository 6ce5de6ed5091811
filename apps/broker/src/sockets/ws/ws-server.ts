/**
 * The adapter for `ws`, which runs on every platform of Node.js: Node's HTTP server, the receiver of `ws` for incoming
 * bytes, and our own encoding of outgoing frames. Only this folder uses `ws`.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as createHttp, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttps, type Server as TlsServer } from 'node:https';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createSecureContext } from 'node:tls';
import type { TlsFiles } from '../../config/tls-files.js';
import { CONNECTIONS_PER_TURN, inTurns } from '../../in-turns.js';
import { CLIENT_FLAGS, listen } from '../../listen.js';
import { negotiateDeflate } from '../deflate-offer.js';
import { handshakeRefusalOf } from '../handshake.js';
import {
  CLOSE_GRACE_MS,
  HTTP_IDLE_MS,
  type SocketApplication,
  type SocketServerSettings,
  type StartSocketServer,
  WEBSOCKET_PATHS,
} from '../port.js';
import { ChunkFrames } from './frame-bytes.js';
import { Inflater } from './inflater.js';
import { answer, replyToUpgrade } from './ws-http.js';
import { createReceiver } from './ws-library.js';
import { CorkedLinks, WsLink, type WsLinkSettings } from './ws-link.js';
import { WsRequest } from './ws-request.js';

/** Version of the installed `ws`. */
export const WS_VERSION: string = createRequire(import.meta.url)('ws/package.json').version;

/** RFC 6455, 1.3. */
const ACCEPT_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** Limits on HTTP connections. */
const HTTP_LIMITS = {
  headersTimeout: HTTP_IDLE_MS,
  // Longer than `submitBodyTimeoutMs`, so that the application answers a slow `POST /submit` before Node ends it.
  requestTimeout: 2 * HTTP_IDLE_MS,
  keepAliveTimeout: HTTP_IDLE_MS,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16 * 1024,
} as const;
/** The body of an upgrade request. */
const NO_BODY = new Uint8Array(0);
/** Limit on the fragments of one message; a client that exceeds it is closed with 1008. */
const FRAGMENTS_MAX = 4_096;
/** Limit on the parts of the TCP stream in which one frame arrives; a client that exceeds it is closed with 1008. */
const BUFFERED_CHUNKS_MAX = 65_536;

export const startWsServer: StartSocketServer = async (settings, application) => {
  const links = new Set<WsLink>();
  const linkSettings = {
    ...settings,
    chunkFrames: new ChunkFrames(),
    corkedLinks: new CorkedLinks(),
  };
  let keepsAlive = true;
  const server = createServer(settings.tls);
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections++;
    socket.once('close', () => connections--);
    if (connections - links.size > settings.httpConnectionsMax) socket.destroy();
  });
  server.on('request', (request, response) =>
    answer(request, response, application, () => keepsAlive),
  );
  server.on('upgrade', (request, socket, head) =>
    upgrade(request, socket, head, linkSettings, application, links),
  );
  return {
    port: await listen(server, settings.host, settings.port, CLIENT_FLAGS),
    reloadTls: () => {
      if (settings.tls === undefined) return;
      const pem = readPem(settings.tls);
      createSecureContext(pem); // throws before anything changes
      (server as TlsServer).setSecureContext(pem);
    },
    stopKeepingAlive: () => {
      keepsAlive = false;
    },
    close: () => {
      server.close();
      setTimeout(() => cutAll(server, links), CLOSE_GRACE_MS).unref();
    },
  };
};

async function cutAll(server: Server, links: ReadonlySet<WsLink>): Promise<void> {
  for await (const batch of inTurns(links, CONNECTIONS_PER_TURN)) {
    for (const link of batch) link.cut();
  }
  server.closeAllConnections();
}

function createServer(tls: TlsFiles | undefined): Server {
  if (tls === undefined) return createHttp({ ...HTTP_LIMITS, noDelay: true });
  try {
    return createHttps({
      ...HTTP_LIMITS,
      handshakeTimeout: HTTP_IDLE_MS,
      noDelay: true,
      ...readPem(tls),
    });
  } catch (cause) {
    throw new Error(`cannot load TLS certificate ${tls.cert} with key ${tls.key}`, { cause });
  }
}

function readPem({ cert, key }: TlsFiles): { readonly cert: Buffer; readonly key: Buffer } {
  return { cert: readFileSync(cert), key: readFileSync(key) };
}

async function upgrade(
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  settings: SocketServerSettings & Omit<WsLinkSettings, 'windowBits'>,
  application: SocketApplication,
  links: Set<WsLink>,
): Promise<void> {
  socket.on('error', () => {}); // 'close' follows and is reported
  const request = new WsRequest(incoming);
  if (!WEBSOCKET_PATHS.includes(request.path)) {
    return replyToUpgrade(socket, await application.http(request, NO_BODY));
  }
  const refusal =
    httpRefusalOf(incoming) ?? handshakeRefusalOf(request) ?? application.refusalOf(request);
  if (refusal !== undefined) return replyToUpgrade(socket, refusal);
  const negotiated = settings.compression
    ? negotiateDeflate(request.header('sec-websocket-extensions'))
    : undefined;
  socket.write(acceptance(request.header('sec-websocket-key'), negotiated?.header));
  const receiver = createReceiver({
    isServer: true,
    allowSynchronousEvents: true,
    extensions: negotiated ? { 'permessage-deflate': new Inflater(settings.messageBytesMax) } : {},
    maxPayload: settings.messageBytesMax,
    maxFragments: FRAGMENTS_MAX,
    maxBufferedChunks: BUFFERED_CHUNKS_MAX,
    skipUTF8Validation: false,
  });
  const linkSettings = { ...settings, windowBits: negotiated?.serverWindowBits };
  const link = new WsLink(socket, receiver, linkSettings, () => links.delete(link));
  links.add(link);
  (socket as Socket).setTimeout(0);
  if (head.length > 0) socket.unshift(head);
  link.start(application.open(link, request));
}

/** Checks the HTTP version, which Node's parser does not. */
function httpRefusalOf({ httpVersion }: IncomingMessage) {
  if (httpVersion === '1.1') return undefined;
  return { status: 505, body: { error: 'HTTP/1.1 is required' } };
}

function acceptance(key: string, extension: string | undefined): string {
  const accept = createHash('sha1').update(`${key}${ACCEPT_GUID}`).digest('base64');
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
    ...(extension === undefined ? [] : [`Sec-WebSocket-Extensions: ${extension}`]),
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}
