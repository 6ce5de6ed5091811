/**
 * The application as the socket library's handlers see it. The library keeps its handlers, and all that they
 * refer to, for as long as the process lives: a program that opens and closes brokers would keep each of them.
 * So the handlers refer to this, which refers to nothing once the server has closed. Connections that still end
 * then have their events from `open`.
 */
import { CloseCode } from '@wearwire/protocol';
import type { HttpReply } from '../../http/http.js';
import type { Link, LinkEvents, SocketApplication, SocketRequest } from '../port.js';

const CLOSED: HttpReply = { status: 503, body: { error: 'shutting down' } };

const NO_EVENTS: LinkEvents = {
  received: () => {},
  pinged: () => {},
  ponged: () => {},
  drained: () => {},
  closed: () => {},
};

export class ReleasableApplication implements SocketApplication {
  /** Whether answers leave their connection open for the next request. */
  keepsAlive = true;
  /** Connections that are no WebSocket, or not yet. */
  httpConnections = 0;
  #application: SocketApplication | undefined;

  hold(application: SocketApplication): void {
    this.#application = application;
    this.keepsAlive = true;
  }

  /** From now on every request is answered with 503. */
  release(): void {
    this.#application = undefined;
  }

  refusalOf(request: SocketRequest): HttpReply | undefined {
    return this.#application === undefined ? CLOSED : this.#application.refusalOf(request);
  }

  open(link: Link, request: SocketRequest): LinkEvents {
    if (this.#application !== undefined) return this.#application.open(link, request);
    link.end(CloseCode.GoingAway, '');
    return NO_EVENTS;
  }

  async http(request: SocketRequest): Promise<HttpReply> {
    return this.#application === undefined ? CLOSED : this.#application.http(request);
  }
}
