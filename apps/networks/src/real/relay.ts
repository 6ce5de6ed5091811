/**
 * The link of a phone between real TCP sockets. Listens on loopback, opens a connection to the server for each incoming
 * connection, and carries the bytes of both directions over a `Link`: the same model as on the virtual clock, but in
 * real time. Data written together by the sender is read together, so it is counted as the segments that it needs on a
 * network; ACKs of the kernel are not counted.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type Clock, systemClock } from '@wearwire/client-core';
import { shakeHands } from '../link/handshake.js';
import type { Link } from '../link/link.js';
import { Stream } from '../link/stream.js';

/** One round trip each for TCP and TLS 1.3, which the sockets on loopback do not have. */
const HANDSHAKE_ROUND_TRIPS = 2;
/** Reading from a sender pauses while this many of its bytes wait for the link. */
const WAITING_BYTES_MAX = 64 * 1024;
/** The end of a connection in one direction; a FIN counts as one byte of the sequence space. */
const FIN_BYTES = 1;

/** The system's timers, with a monotonic clock. */
export const realClock: Clock = { ...systemClock, now: () => performance.now() };

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

  /** Ends all connections; both ends detect it. */
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
    const cancelHandshake = shakeHands(this.#link, HANDSHAKE_ROUND_TRIPS, () => {
      const port = this.#targetPort;
      server = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
      pipe(client, server, up);
      pipe(server, client, down);
    });
    const end = () => {
      this.#ends.delete(end);
      cancelHandshake();
      up.close();
      down.close();
      client.destroy();
      server?.destroy();
    };
    this.#ends.add(end);
    // Read nothing until the handshakes have ended. Errors are followed by `close`.
    client.pause();
    client.on('error', () => {});
    client.on('close', () => {
      // The server is notified over the link, unless the link is silent.
      down.close();
      if (server === undefined) end();
      else up.write(FIN_BYTES, end);
    });
  }
}

/** Copies data, and the end of the connection, from one socket to the other over the link. */
function pipe(from: Socket, to: Socket, stream: Stream): void {
  const carry = (bytes: number, deliver: () => void) => {
    stream.write(bytes, () => {
      deliver();
      if (from.isPaused() && stream.queuedBytes < WAITING_BYTES_MAX / 2) from.resume();
    });
    if (stream.queuedBytes > WAITING_BYTES_MAX) from.pause();
  };
  from.on('data', (chunk: Buffer) => carry(chunk.length, () => to.write(chunk)));
  from.on('end', () => carry(FIN_BYTES, () => to.end()));
  from.on('error', () => {});
  to.on('error', () => {});
  from.resume();
}
