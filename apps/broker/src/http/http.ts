/** A request and an answer, as the routes see them. The socket library's side of it is `SocketRequest`. */
export interface HttpRequest {
  /** Upper case. */
  readonly method: string;
  readonly path: string;
  /** The client's, behind trusted proxies. */
  readonly address: string;
  /** `undefined`: its percent-encoding is broken. */
  readonly query: URLSearchParams | undefined;
  /** By lower-case name; empty when it is not there. */
  header(name: string): string;
}

export interface HttpReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON on a single line. */
  readonly body: unknown;
  /** Sent instead of `body`; `headers` name its content-type. */
  readonly bytes?: Uint8Array;
  /** The connection ends with this answer. */
  readonly closes?: boolean;
}

export type HttpHandler = (request: HttpRequest) => HttpReply | Promise<HttpReply>;

/** By path, then by method. */
export type RouteTable = Readonly<Record<string, Readonly<Record<string, HttpHandler>>>>;

/** What goes out for a reply: its headers, those of JSON where it names no others, and its content. */
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

/** Statuses whose answer has no content, though its headers are those of one that has (RFC 9110, 15.4.5). */
export function hasNoContent(status: number): boolean {
  return status === 204 || status === 304;
}
