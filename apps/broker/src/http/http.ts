/** Requests and replies for the routes. `SocketRequest` is the request of the socket library. */
export interface HttpRequest {
  /** Upper case. */
  readonly method: string;
  readonly path: string;
  /** The client's address, behind trusted proxies. */
  readonly address: string;
  /** `undefined`: its percent-encoding is broken. */
  readonly query: URLSearchParams | undefined;
  /** By lower-case name; empty if missing. */
  header(name: string): string;
  /** Empty on paths that need none. */
  readonly body: Uint8Array;
}

export interface HttpReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON on a single line. */
  readonly body: unknown;
  /** Sent instead of `body`; set content-type in `headers`. */
  readonly bytes?: Uint8Array;
  /** Close the connection after this reply. */
  readonly closes?: boolean;
}

export type HttpHandler = (request: HttpRequest) => HttpReply | Promise<HttpReply>;

/** By path, then by method. */
export type RouteTable = Readonly<Record<string, Readonly<Record<string, HttpHandler>>>>;

/** Headers and content of a reply; JSON headers unless it sets others. */
export interface HttpContent {
  readonly headers: Readonly<Record<string, string>>;
  readonly content: string | Uint8Array;
  readonly bytes: number;
}

const JSON_HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' };

export function contentOf({ headers, body, bytes }: HttpReply): HttpContent {
  const content = bytes ?? JSON.stringify(body);
  return {
    headers: { ...JSON_HEADERS, ...headers },
    content,
    bytes: Buffer.byteLength(content),
  };
}

/** Statuses without content; their headers describe the content that a 200 would have (RFC 9110, 15.4.5). */
export function hasNoContent(status: number): boolean {
  return status === 204 || status === 304;
}
