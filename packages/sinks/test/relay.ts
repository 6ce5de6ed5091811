/** A TCP relay before a server: it can be closed, and it can stop passing bytes on. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export class Relay implements AsyncDisposable {
  readonly #server = createServer((socket) => this.#accept(socket));
  readonly #sockets = new Set<Socket>();
  readonly #targetPort: number;
  #arrived: (() => void)[] = [];
  isOpen = true;
  isStalled = false;

  private constructor(targetPort: number) {
    this.#targetPort = targetPort;
  }

  static async before(targetPort: number): Promise<Relay> {
    const relay = new Relay(targetPort);
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Resolves with the next bytes of a client. */
  arrival(): Promise<void> {
    return new Promise((resolve) => this.#arrived.push(resolve));
  }

  close(): void {
    this.isOpen = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(socket: Socket): void {
    if (!this.isOpen) {
      socket.destroy();
      return;
    }
    const target = connect(this.#targetPort, '127.0.0.1');
    for (const one of [socket, target]) {
      this.#sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        this.#sockets.delete(one);
        socket.destroy();
        target.destroy();
      });
    }
    target.on('data', (bytes) => socket.write(bytes));
    socket.on('data', (bytes) => {
      if (!this.isStalled) target.write(bytes);
      for (const resolve of this.#arrived.splice(0)) resolve();
    });
  }
}
