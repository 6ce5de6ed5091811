/**
 * A load balancer without sticky sessions: forwards each TCP connection to the first target that accepts it. Stands in
 * for the load balancer that an operator has in front of brokers on several machines.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

const HOST = '127.0.0.1';

export class Balancer implements AsyncDisposable {
  readonly #ports: readonly number[];
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((client) => this.#forward(client));
  /** Port of the target that accepted the newest connection; 0 before the first one. */
  lastPort = 0;

  private constructor(ports: readonly number[]) {
    this.#ports = ports;
  }

  /** `ports`: ports of the targets on the loopback address, in the order in which they are tried. */
  static async start(ports: readonly number[]): Promise<Balancer> {
    const balancer = new Balancer(ports);
    await once(balancer.#server.listen(0, HOST), 'listening');
    return balancer;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  async #forward(client: Socket): Promise<void> {
    this.#track(client);
    for (const port of this.#ports) {
      const target = connect({ host: HOST, port });
      this.#track(target);
      const isConnected = await once(target, 'connect').then(
        () => true,
        () => false,
      );
      if (!isConnected) continue;
      this.lastPort = port;
      client.on('close', () => target.destroy());
      target.on('close', () => client.destroy());
      client.pipe(target).pipe(client);
      return;
    }
    client.destroy();
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    // 'close' follows, and its listener closes the other side.
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
