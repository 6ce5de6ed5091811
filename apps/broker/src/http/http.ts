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
  /** The connection ends with this answer. */
  readonly closes?: boolean;
}

export type HttpHandler = (request: HttpRequest) => HttpReply | Promise<HttpReply>;
