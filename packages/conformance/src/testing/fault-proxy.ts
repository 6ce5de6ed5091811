/**
 * A TCP relay on loopback, port 0, through which a client talks to its server, and which goes wrong when it
 * is told to: late, slow, sliced, corrupted, reset, half-open, refusing. It knows nothing of what it relays,
 * so the token endpoints go through it as well.
 */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Lane, type LinkFaults } from './lane.js';

/** Where the proxy leads to, and what is wrong on the way. */
export interface FaultProxyOptions {
  /** Where to, on loopback unless `host` says otherwise. */
  readonly port: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** What is wrong from the beginning on. */
  readonly faults?: LinkFaults;
  /** From 0 to 1; one with a seed makes a run repeatable. Default `Math.random`. */
  readonly random?: () => number;
}

interface Link {
  readonly client: Socket;
  readonly server: Socket;
  readonly lanes: readonly Lane[];
}

/** A proxy that runs: made by `FaultProxy.start`, ended by `await using` or `Symbol.asyncDispose`. */
export class FaultProxy implements AsyncDisposable {
  /** What is wrong with every link, those that are open included. */
  faults: LinkFaults;
  /** Where new links go: a server that comes back on another port is followed by this. */
  targetPort: number;
  /** New connections are reset at once, as by a host on which nobody listens. */
  refuses = false;
  /** Connections that were taken so far. */
  taken = 0;
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

  /** Links that are open, half-open ones included. */
  get openLinks(): number {
    return this.#links.size;
  }

  /** A URL of the server, by way of the proxy. */
  urlOf(url: string): string {
    const through = new URL(url);
    through.host = `127.0.0.1:${this.port}`;
    return through.href;
  }

  /** Ends so many links (default: all) for both sides, at once and without a farewell (RST). */
  reset(count = Number.POSITIVE_INFINITY): void {
    for (const link of this.#some(count)) cut(link);
  }

  /**
   * Makes so many links (default: all) half-open: nothing passes any more, not even an end, and neither side
   * is told. New connections are not concerned.
   */
  silence(count = Number.POSITIVE_INFINITY): void {
    for (const { lanes } of this.#some(count)) {
      for (const lane of lanes) lane.isSilent = true;
    }
  }

  /** Resets what is open and stops listening. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.reset();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** By chance, so that it is not always the oldest. */
  #some(count: number): Link[] {
    const links = [...this.#links].map((link) => ({ link, lot: this.#random() }));
    const drawn = links.sort((a, b) => a.lot - b.lot).slice(0, count);
    return drawn.map(({ link }) => link);
  }

  #open(client: Socket): void {
    this.taken++;
    client.on('error', () => {});
    if (this.refuses) {
      client.resetAndDestroy();
      return;
    }
    const { targetPort: port } = this;
    const server = connect({ port, host: this.#host, allowHalfOpen: true });
    for (const socket of [client, server]) socket.setNoDelay(true);
    const ways = { faults: () => this.faults, random: this.#random };
    const lanes = [
      new Lane({ ...ways, from: client, to: server }),
      new Lane({ ...ways, from: server, to: client }),
    ];
    const link = { client, server, lanes };
    this.#links.add(link);
    this.#watch(link);
  }

  /** Forgets the link when both its ends are gone; hands a reset of one end on to the other. */
  #watch(link: Link): void {
    const { client, server, lanes } = link;
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => {
        if (!lanes[0]?.isSilent) other.resetAndDestroy();
      });
      one.on('close', () => {
        if (other.destroyed) this.#links.delete(link);
      });
    }
  }
}

function cut({ client, server }: Link): void {
  client.resetAndDestroy();
  server.resetAndDestroy();
}
