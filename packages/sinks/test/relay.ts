/** A TCP relay in front of a server. It can be closed, and it can stop forwarding bytes. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export class Relay implements AsyncDisposable {
  readonly #server = createServer((socket) => this.#accept(socket));
  readonly #sockets = new Set<Socket>();
  readonly #targetPort: number;
  #arrivalWaiters: (() => void)[] = [];
  isOpen = true;
  isStalled = false;

  private constructor(targetPort: number) {
    this.#targetPort = targetPort;
  }

  static async start(targetPort: number): Promise<Relay> {
    const relay = new Relay(targetPort);
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Resolves when a client sends the next bytes. */
  nextArrival(): Promise<void> {
    return new Promise((resolve) => this.#arrivalWaiters.push(resolve));
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
    for (const end of [socket, target]) {
      this.#sockets.add(end);
      end.on('error', () => {});
      end.on('close', () => {
        this.#sockets.delete(end);
        socket.destroy();
        target.destroy();
      });
    }
    target.on('data', (bytes) => socket.write(bytes));
    socket.on('data', (bytes) => {
      if (!this.isStalled) target.write(bytes);
      for (const resolve of this.#arrivalWaiters.splice(0)) resolve();
    });
  }
}
