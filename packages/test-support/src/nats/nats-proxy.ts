/**
 * A network between a NATS client and its servers, controlled by a test: it can drop single messages, delay all bytes,
 * or forward nothing for a while. The proxy removes the servers' addresses from INFO, so that clients know no other
 * address.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type NatsOperation, NatsSplitter } from './nats-splitter.js';

/** A message that passes the proxy. */
export interface NatsMessage {
  readonly to: 'server' | 'client';
  readonly subject: string;
  /** The subject of the request to which this message is the response. */
  readonly answers?: string | undefined;
}

export class NatsProxy implements AsyncDisposable {
  /** Whether to forward a message. */
  filter: (message: NatsMessage) => boolean = () => true;
  /** Delay of all forwarded bytes, in each direction. */
  delayMs = 0;
  readonly #servers: readonly Server[];
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  private constructor(servers: readonly Server[]) {
    this.#servers = servers;
  }

  /** Opens one new port for each of these server ports and forwards to it, all on the loopback address. */
  static async start(ports: readonly number[]): Promise<NatsProxy> {
    const servers = ports.map(() => createServer());
    const proxy = new NatsProxy(servers);
    for (const [i, server] of servers.entries()) {
      server.on('connection', (client) => proxy.#relay(client, ports[i] as number));
      server.listen(0, '127.0.0.1');
    }
    await Promise.all(servers.map((server) => once(server, 'listening')));
    return proxy;
  }

  /** The value for `--store`. */
  get url(): string {
    const ports = this.#servers.map((server) => (server.address() as AddressInfo).port);
    return `nats://${ports.map((port) => `127.0.0.1:${port}`).join(',')}`;
  }

  /** Stops forwarding. Connections stay open; bytes sent meanwhile arrive after `restore`. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.pause();
  }

  restore(): void {
    this.#isCut = false;
    for (const socket of this.#sockets) socket.resume();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(
      this.#servers.map((server) => new Promise((resolve) => server.close(resolve))),
    );
  }

  #relay(client: Socket, port: number): void {
    const server = connect(port, '127.0.0.1');
    /** Subjects of pending requests, keyed by the subject of the response. */
    const requests = new Map<string, string>();
    this.#pipe(client, server, (operation) => {
      const { name, args } = operation;
      if (name !== 'PUB' && name !== 'HPUB') return operation.bytes;
      const subject = args[0] as string;
      const hasReply = args.length === (name === 'PUB' ? 3 : 4);
      if (!this.filter({ to: 'server', subject })) return undefined;
      if (hasReply) requests.set(args[1] as string, subject);
      return operation.bytes;
    });
    this.#pipe(server, client, (operation) => {
      const { name, args } = operation;
      if (name === 'INFO') return withoutAddresses(operation);
      if (name !== 'MSG' && name !== 'HMSG') return operation.bytes;
      const subject = args[0] as string;
      const answers = requests.get(subject);
      requests.delete(subject);
      return this.filter({ to: 'client', subject, answers }) ? operation.bytes : undefined;
    });
  }

  #pipe(from: Socket, to: Socket, pass: (operation: NatsOperation) => Buffer | undefined): void {
    const splitter = new NatsSplitter();
    let sending = Promise.resolve();
    this.#sockets.add(from);
    if (this.#isCut) from.pause();
    from.setNoDelay(true);
    from.on('error', () => {});
    from.on('close', () => {
      this.#sockets.delete(from);
      void sending.then(() => to.destroy());
    });
    from.on('data', (bytes) => {
      const passed = [...splitter.push(bytes)].map(pass).filter((one) => one !== undefined);
      if (passed.length === 0) return;
      const waiting = this.delayMs > 0 ? delay(this.delayMs) : undefined;
      sending = Promise.all([sending, waiting]).then(() => void to.write(Buffer.concat(passed)));
    });
  }
}

/** Removes the addresses of the other servers of the cluster from INFO. */
function withoutAddresses({ args }: NatsOperation): Buffer {
  const { connect_urls: _, ...info } = JSON.parse(args.join(' ')) as Record<string, unknown>;
  return Buffer.from(`INFO ${JSON.stringify(info)}\r\n`);
}
