/** The HTTP upgrade request and the parsing of its response. */
import { createHash, randomBytes } from 'node:crypto';
import type { Endpoint } from '../target.js';

const HEAD_BYTES_MAX = 16 * 1024;
const HEAD_END = '\r\n\r\n';
const ACCEPT_SALT = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export interface UpgradeOptions {
  readonly endpoint: Endpoint;
  readonly path: string;
  readonly protocol: string | undefined;
}

export class Upgrade {
  readonly request: string;
  readonly #accept: string;

  constructor({ endpoint, path, protocol }: UpgradeOptions) {
    const key = randomBytes(16).toString('base64');
    this.#accept = createHash('sha1')
      .update(key + ACCEPT_SALT)
      .digest('base64');
    this.request = [
      `GET ${path} HTTP/1.1`,
      `Host: ${endpoint.host}:${endpoint.port}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Key: ${key}`,
      'Sec-WebSocket-Version: 13',
      ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
      '\r\n',
    ].join('\r\n');
  }

  /**
   * `bytes`: everything received so far. Returns the offset of the first frame; `undefined` while the header is
   * incomplete. Throws a one-line error if the server refuses.
   */
  framesAt(bytes: Buffer): number | undefined {
    const end = bytes.indexOf(HEAD_END);
    if (end < 0) {
      if (bytes.length <= HEAD_BYTES_MAX) return undefined;
      throw new Error('the header of the upgrade response is longer than 16 KiB');
    }
    const head = bytes.toString('latin1', 0, end);
    const [status = ''] = head.split('\r\n', 1);
    if (!/^HTTP\/1\.1 101 /.test(status) || !head.includes(this.#accept)) {
      throw new Error(`the server refused the upgrade with "${status}"`);
    }
    return end + HEAD_END.length;
  }
}
