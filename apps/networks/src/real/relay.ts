/**
 * The link of one phone between real TCP sockets: listens on loopback, connects to a server for each connection that
 * comes in, and carries the bytes of both directions over the same `Link` as the laboratory on a virtual clock, here
 * by the system's time. What one turn of the sender writes is read at once, so it counts as the segments that it would
 * be; the kernel's own ACKs are not counted.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '@wearwire/client-core';
import { shakeHands } from '../link/handshake.js';
import type { Link } from '../link/link.js';
import { Stream } from '../link/stream.js';

/** TCP and TLS 1.3: the sockets themselves are on loopback and not encrypted. */
const HANDSHAKE_ROUND_TRIPS = 2;
/** A sender is held back while so much of it waits for the link. */
const WAITING_BYTES_MAX = 64 * 1024;

/** The system's time, for a `Link`. */
export const realClock: Clock = {
  now: () => performance.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

export class Relay implements AsyncDisposable {
  readonly #server: Server;
  readonly #link: Link;
  readonly #targetPort: number;
  readonly #ends = new Set<() => void>();

  private constructor(server: Server, link: Link, targetPort: number) {
    this.#server = server;
    this.#link = link;
    this.#targetPort = targetPort;
    server.on('connection', (socket) => this.#accept(socket));
  }

  static async open(link: Link, targetPort: number): Promise<Relay> {
    const server = createServer({ noDelay: true, allowHalfOpen: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Relay(server, link, targetPort);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Every connection breaks, and both ends learn of it. */
  reset(): void {
    for (const end of [...this.#ends]) end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.reset();
  }

  #accept(client: Socket): void {
    const up = new Stream(this.#link, 'up');
    const down = new Stream(this.#link, 'down');
    let server: Socket | undefined;
    const giveUp = shakeHands(this.#link, HANDSHAKE_ROUND_TRIPS, () => {
      server = connect({
        port: this.#targetPort,
        host: '127.0.0.1',
        noDelay: true,
        allowHalfOpen: true,
      });
      pipe(client, server, up);
      pipe(server, client, down);
    });
    const end = () => {
      this.#ends.delete(end);
      giveUp();
      up.close();
      down.close();
      client.destroy();
      server?.destroy();
    };
    this.#ends.add(end);
    // Until the handshakes are done nothing is read; errors are followed by `close`.
    client.pause();
    client.on('error', () => {});
    client.on('close', () => {
      // The server learns of it by the link, if that carries anything.
      down.close();
      if (server === undefined) end();
      else up.write(1, end);
    });
  }
}

/** What comes out of one socket goes into the other when the link has carried it; its end too. */
function pipe(from: Socket, to: Socket, stream: Stream): void {
  const carry = (bytes: number, deliver: () => void) => {
    stream.write(bytes, () => {
      deliver();
      if (from.isPaused() && stream.queuedBytes < WAITING_BYTES_MAX / 2) from.resume();
    });
    if (stream.queuedBytes > WAITING_BYTES_MAX) from.pause();
  };
  from.on('data', (chunk: Buffer) => carry(chunk.length, () => to.write(chunk)));
  from.on('end', () => carry(1, () => to.end()));
  from.on('error', () => {});
  to.on('error', () => {});
  from.resume();
}
