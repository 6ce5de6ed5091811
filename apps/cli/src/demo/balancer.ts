/**
 * A load balancer without stickiness: passes each TCP connection to the first target that takes it. Stands for the one
 * in front of brokers on several machines.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

const HOST = '127.0.0.1';

export class Balancer implements AsyncDisposable {
  readonly #ports: readonly number[];
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((client) => this.#pass(client));
  /** Port of the target that took the newest connection. */
  lastPort = 0;

  private constructor(ports: readonly number[]) {
    this.#ports = ports;
  }

  /** `ports`: of the targets, on the loopback address, in the order in which they are tried. */
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

  async #pass(client: Socket): Promise<void> {
    this.#keep(client);
    for (const port of this.#ports) {
      const target = connect({ host: HOST, port });
      this.#keep(target);
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

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    // The close that follows ends the other side.
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
