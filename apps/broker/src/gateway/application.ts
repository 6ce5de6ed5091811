/**
 * The application behind the sockets: decides which upgrade requests become connections, keeps the list of open
 * connections, and passes HTTP requests to the routes. Independent of the socket library.
 */
import type { HttpHandler, HttpReply, HttpRequest } from '../http/http.js';
import { malformedReply } from '../http/malformed.js';
import { SHUTTING_DOWN } from '../http/replies.js';
import { RequestBodies, UNREAD_BODY } from '../http/request-body.js';
import { CONNECTIONS_PER_TURN, inTurns } from '../in-turns.js';
import type {
  Link,
  LinkEvents,
  RequestBody,
  SocketApplication,
  SocketRequest,
} from '../sockets/port.js';
import { createClientAddressReader } from './client-address.js';
import { Connection } from './connection.js';
import type { Gateway } from './gateway.js';
import { negotiate } from './negotiate.js';
import type { Session } from './session.js';

export interface ApplicationSettings {
  readonly trustedProxies: readonly string[];
  /** Allowed origins; `undefined`: any. */
  readonly origins: ReadonlySet<string> | undefined;
}

export class GatewayApplication implements SocketApplication {
  readonly #gateway: Gateway;
  readonly #settings: ApplicationSettings;
  readonly #handleHttp: HttpHandler;
  readonly #addressOf: (request: SocketRequest) => string;
  readonly #connections = new Set<Connection>();
  readonly #bodies: RequestBodies;
  #isAccepting = true;

  constructor(gateway: Gateway, settings: ApplicationSettings, handleHttp: HttpHandler) {
    this.#gateway = gateway;
    this.#settings = settings;
    this.#handleHttp = handleHttp;
    this.#bodies = new RequestBodies({
      monotonicMs: gateway.monotonicMs,
      limited: (limit) => gateway.stats.countLimit(limit),
      refused: (status) => gateway.stats.countPost(status),
    });
    const read = createClientAddressReader(settings.trustedProxies);
    this.#addressOf = (request) => read(request.peerAddress, request.header('x-forwarded-for'));
  }

  /** The sessions of all open connections. */
  *sessions(): Iterable<Session> {
    for (const { session } of this.#connections) yield session;
  }

  refusalOf(request: SocketRequest): HttpReply | undefined {
    const { anonymousConnections, stats } = this.#gateway;
    const { origins } = this.#settings;
    const malformed = malformedReply(request);
    if (malformed !== undefined) return malformed;
    if (!this.#isAccepting) return SHUTTING_DOWN;
    const exceeded = anonymousConnections.exceeded(this.#addressOf(request));
    if (exceeded !== undefined) {
      stats.countLimit(exceeded);
      const body = { error: `too many connections have not identified yet (${exceeded})` };
      return { status: 503, headers: { 'retry-after': '1' }, body };
    }
    if (origins !== undefined && !origins.has(request.header('origin'))) {
      return { status: 403, body: { error: 'this origin may not connect' } };
    }
    return undefined;
  }

  open(link: Link, request: SocketRequest): LinkEvents {
    const negotiated = negotiate(request.rawQuery, this.#gateway.settings);
    const address = this.#addressOf(request);
    const connection = new Connection(this.#gateway, link, address, negotiated, () =>
      this.#connections.delete(connection),
    );
    this.#connections.add(connection);
    return connection;
  }

  bodyOf(request: SocketRequest, refuse: (reply: HttpReply) => void): RequestBody {
    const malformed = malformedReply(request);
    if (malformed === undefined) return this.#bodies.open(request.path, refuse);
    // Answer now, because the end of such a body is unknown.
    refuse(malformed);
    return UNREAD_BODY;
  }

  async http(request: SocketRequest, body: Uint8Array): Promise<HttpReply> {
    // `bodyOf` refuses malformed requests, but is not called for an upgrade request that is passed to this method.
    const malformed = malformedReply(request);
    if (malformed !== undefined) return malformed;
    try {
      return await this.#handleHttp(this.#httpRequestOf(request, body));
    } catch (cause) {
      this.#gateway.logger.error({ err: cause, path: request.path }, 'cannot answer a request');
      return { status: 500, body: { error: 'internal error' } };
    }
  }

  /** Refuses new connections from now on; HTTP requests are still answered. */
  stopAccepting(): void {
    this.#isAccepting = false;
  }

  /** Ends every session with `end`, spread over turns. Call it after `stopAccepting`. */
  async endAll(end: (session: Session) => void): Promise<void> {
    for await (const batch of inTurns(this.#connections, CONNECTIONS_PER_TURN)) {
      for (const { session } of batch) end(session);
    }
  }

  #httpRequestOf(request: SocketRequest, body: Uint8Array): HttpRequest {
    return {
      method: request.method,
      path: request.path,
      address: this.#addressOf(request),
      query: queryOf(request.rawQuery),
      header: (name) => request.header(name),
      body,
    };
  }
}

function queryOf(query: string): URLSearchParams | undefined {
  try {
    decodeURIComponent(query);
    return new URLSearchParams(query);
  } catch {
    return undefined;
  }
}
