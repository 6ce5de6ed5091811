/**
 * Configures the library's WebSockets: limits, handshake, and the events that it passes to each connection. A
 * message's bytes are valid until the handler returns. Every limit is set explicitly.
 */
import type { WebSocketBehavior } from 'uWebSockets.js';
import { negotiateDeflate } from '../deflate-offer.js';
import { FrameViews } from '../frame-views.js';
import { handshakeRefusalOf } from '../handshake.js';
import type { LinkEvents, SocketRequest, SocketServerSettings } from '../port.js';
import type { ReleasableApplication } from './releasable-application.js';
import { copyOf, reply } from './uws-http.js';
import { UwsLink } from './uws-link.js';

interface SocketData {
  readonly request: SocketRequest;
  link: UwsLink | undefined;
  events: LinkEvents | undefined;
}

/** The library's constants, which its types do not export as values. */
const NO_COMPRESSION = 0;
const SHARED_COMPRESSOR = 1;

/** Space for frames other than DISPATCH, far above the broker's own limit on unsent bytes (`unsentBytesMax`). */
const BACKPRESSURE_SPARE_BYTES = 16 * 1024 * 1024;

/** The library's settings and handlers for WebSockets. */
export function behaviorOf(
  settings: SocketServerSettings,
  application: ReleasableApplication,
): WebSocketBehavior<SocketData> {
  const { messageBytesMax, sendHighBytes, sendLowBytes } = settings;
  const frameViews = new FrameViews();
  return {
    maxPayloadLength: messageBytesMax,
    // The broker has its own deadlines; the library's would cut links that the protocol allows.
    idleTimeout: 0,
    maxLifetime: 0,
    sendPingsAutomatically: false,
    // Far above the broker's own limits, because the library drops frames, including control frames, above this one.
    maxBackpressure: sendHighBytes + 4 * messageBytesMax + BACKPRESSURE_SPARE_BYTES,
    closeOnBackpressureLimit: false,
    compression: settings.compression ? SHARED_COMPRESSOR : NO_COMPRESSION,
    upgrade: (...parts) => upgrade(application, ...parts),
    open: (socket) => {
      const data = socket.getUserData();
      const link = new UwsLink(socket, sendHighBytes, frameViews);
      data.link = link;
      data.events = application.open(link, data.request);
      // If `open` ended the link, the library called `close` before the events were set.
      if (link.isGone) data.events.closed();
    },
    // Hot path.
    message: (socket, message, isBinary) => {
      const { events, link } = socket.getUserData();
      if (link?.isOpen) events?.received(new Uint8Array(message), isBinary);
    },
    ping: (socket) => {
      const { events, link } = socket.getUserData();
      // The library sends pongs itself; while a close frame waits, they would accumulate.
      if (link?.isOpen) events?.pinged();
      else link?.cut();
    },
    pong: (socket) => socket.getUserData().events?.ponged(),
    drain: (socket) => {
      const { events, link } = socket.getUserData();
      if (link?.isOpen) events?.drained(link.bufferedBytes <= sendLowBytes);
      else link?.drained();
    },
    close: (socket) => {
      const { events, link } = socket.getUserData();
      link?.gone();
      events?.closed();
    },
  };
}

type Upgrade = NonNullable<WebSocketBehavior<SocketData>['upgrade']>;

/** Refuses the handshake, or opens the WebSocket. */
function upgrade(
  application: ReleasableApplication,
  ...[response, request, context]: Parameters<Upgrade>
): void {
  const copy = copyOf(response, request);
  const refusal = handshakeRefusalOf(copy) ?? application.refusalOf(copy);
  if (refusal !== undefined) return reply(response, refusal);
  response.upgrade<SocketData>(
    { request: copy, link: undefined, events: undefined },
    request.getHeader('sec-websocket-key'),
    // A subprotocol is never chosen (P-CON-3): clients abort if the server picks one that they did not offer.
    '',
    offerFor(copy),
    context,
  );
  // The library does not report that the upgrade has ended the HTTP connection.
  application.httpConnections--;
}

/**
 * The part of the client's offers that is passed to the library. The library ignores parameters and never returns
 * `server_max_window_bits`, so offers that require it are omitted (RFC 7692, 7.1).
 */
function offerFor(request: SocketRequest): string {
  const negotiated = negotiateDeflate(request.header('sec-websocket-extensions'));
  return negotiated?.namesWindow === false ? 'permessage-deflate' : '';
}
