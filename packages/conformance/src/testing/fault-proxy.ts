/**
 * A TCP relay on loopback, port 0, between a client and its server, that injects faults: latency, a limited
 * rate, sliced writes, corrupted bytes, resets, half-open links, refused connections. It relays any protocol,
 * so requests to the token endpoints can pass through it as well.
 */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { LinkDirection, type LinkFaults } from './link-direction.js';

/** Target and faults of a proxy. */
export interface FaultProxyOptions {
  /** Port of the server. */
  readonly port: number;
  /** Host of the server. Default 127.0.0.1. */
  readonly host?: string;
  /** Initial faults. Default: none. */
  readonly faults?: LinkFaults;
  /** Returns a number in [0, 1); a seeded generator makes a run reproducible. Default `Math.random`. */
  readonly random?: () => number;
}

interface Link {
  readonly client: Socket;
  readonly server: Socket;
  readonly directions: readonly LinkDirection[];
}

/** A running proxy, created by `FaultProxy.start`, stopped by `await using` or `Symbol.asyncDispose`. */
export class FaultProxy implements AsyncDisposable {
  /** Faults of all links, including those that are already open. */
  faults: LinkFaults;
  /** Target port of new links; set it when the server restarts on another port. */
  targetPort: number;
  /** Resets new connections immediately, as if no server listened. */
  refuses = false;
  /** Number of connections accepted so far, including refused ones. */
  acceptedLinks = 0;
  readonly #host: string;
  readonly #random: () => number;
  readonly #server: Server;
  readonly #links = new Set<Link>();

  private constructor(options: FaultProxyOptions) {
    this.targetPort = options.port;
    this.faults = options.faults ?? {};
    this.#host = options.host ?? '127.0.0.1';
    this.#random = options.random ?? Math.random;
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#open(client));
  }

  static async start(options: FaultProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(options);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Number of open links, half-open ones included. */
  get openLinks(): number {
    return this.#links.size;
  }

  /** Returns the URL with the proxy's host and port. */
  urlOf(url: string): string {
    const through = new URL(url);
    through.host = `127.0.0.1:${this.port}`;
    return through.href;
  }

  /** Resets `count` random links (default: all) on both sides with RST. */
  reset(count = Number.POSITIVE_INFINITY): void {
    for (const link of this.#randomLinks(count)) resetLink(link);
  }

  /**
   * Makes `count` random links (default: all) half-open: no bytes and no end of connection are forwarded, and
   * neither side is notified. New connections are not affected.
   */
  silence(count = Number.POSITIVE_INFINITY): void {
    for (const { directions } of this.#randomLinks(count)) {
      for (const direction of directions) direction.isSilent = true;
    }
  }

  /** Resets all links and stops listening. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.reset();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Picks links at random, so that faults do not always hit the oldest. */
  #randomLinks(count: number): Link[] {
    const links = [...this.#links].map((link) => ({ link, order: this.#random() }));
    const picked = links.sort((a, b) => a.order - b.order).slice(0, count);
    return picked.map(({ link }) => link);
  }

  #open(client: Socket): void {
    this.acceptedLinks++;
    client.on('error', () => {});
    if (this.refuses) {
      client.resetAndDestroy();
      return;
    }
    const { targetPort: port } = this;
    const server = connect({ port, host: this.#host, allowHalfOpen: true });
    for (const socket of [client, server]) socket.setNoDelay(true);
    const shared = { faults: () => this.faults, random: this.#random };
    const directions = [
      new LinkDirection({ ...shared, from: client, to: server }),
      new LinkDirection({ ...shared, from: server, to: client }),
    ];
    const link = { client, server, directions };
    this.#links.add(link);
    this.#watch(link);
  }

  /** Removes the link when both sockets are closed; forwards a reset of one side to the other. */
  #watch(link: Link): void {
    const { client, server, directions } = link;
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => {
        if (!directions[0]?.isSilent) other.resetAndDestroy();
      });
      one.on('close', () => {
        if (other.destroyed) this.#links.delete(link);
      });
    }
  }
}

function resetLink({ client, server }: Link): void {
  client.resetAndDestroy();
  server.resetAndDestroy();
}
