/**
 * The application as referenced by the socket library's handlers. The library never releases its handlers, nor
 * anything they refer to, so a program that opens and closes brokers would leak each of them. The handlers refer to
 * this object instead, which drops its reference when the server closes. Connections that end later still have the
 * events returned by `open`.
 */
import { CloseCode } from '@wearwire/protocol';
import type { HttpReply } from '../../http/http.js';
import { UNREAD_BODY } from '../../http/request-body.js';
import type { Link, LinkEvents, RequestBody, SocketApplication, SocketRequest } from '../port.js';

const CLOSED: HttpReply = { status: 503, body: { error: 'shutting down' } };

const NO_EVENTS: LinkEvents = {
  received: () => {},
  pinged: () => {},
  ponged: () => {},
  drained: () => {},
  closed: () => {},
};

export class ReleasableApplication implements SocketApplication {
  /** Whether responses keep their connection open for the next request. */
  keepsAlive = true;
  /** Connections that are not, or not yet, WebSockets. */
  httpConnections = 0;
  #application: SocketApplication | undefined;

  attach(application: SocketApplication): void {
    this.#application = application;
    this.keepsAlive = true;
  }

  /** Answers every request with 503 from now on. */
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

  bodyOf(request: SocketRequest, refuse: (reply: HttpReply) => void): RequestBody {
    return this.#application === undefined
      ? UNREAD_BODY
      : this.#application.bodyOf(request, refuse);
  }

  async http(request: SocketRequest, body: Uint8Array): Promise<HttpReply> {
    return this.#application === undefined ? CLOSED : this.#application.http(request, body);
  }
}
