/** A request of Node's HTTP server as a `SocketRequest`. */
import type { IncomingMessage } from 'node:http';
import type { SocketRequest } from '../port.js';

export class WsRequest implements SocketRequest {
  readonly method: string;
  readonly path: string;
  readonly rawQuery: string;
  readonly peerAddress: string;
  readonly #rawHeaders: readonly string[];

  constructor({ method = '', url = '', rawHeaders, socket }: IncomingMessage) {
    const target = pathOf(url);
    const at = target.indexOf('?');
    this.method = method.toUpperCase();
    this.path = at < 0 ? target : target.slice(0, at);
    this.rawQuery = at < 0 ? '' : target.slice(at + 1);
    this.peerAddress = socket.remoteAddress ?? '';
    this.#rawHeaders = rawHeaders;
  }

  /** Node's own object drops repeated lines of some headers; here all lines are joined. */
  header(name: string): string {
    const raw = this.#rawHeaders;
    let joined: string | undefined;
    for (let i = 0; i < raw.length; i += 2) {
      if (raw[i]?.toLowerCase() !== name) continue;
      const value = raw[i + 1] ?? '';
      joined = joined === undefined ? value : `${joined}, ${value}`;
    }
    return joined ?? '';
  }
}

const ABSOLUTE = /^https?:\/\/[^/?]*/i;

/** A client may send the absolute URL (RFC 9112, 3.2.2). */
function pathOf(url: string): string {
  const rest = url.replace(ABSOLUTE, '');
  return rest.startsWith('/') ? rest : `/${rest}`;
}
