/** A receiver of webhooks: records requests, and responds as the test specifies. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly keys: readonly string[];
}

type Response =
  | { readonly status: number; readonly headers?: Record<string, string> }
  | 'no-response';

export class HttpReceiver implements AsyncDisposable {
  readonly requests: ReceivedRequest[] = [];
  #server: Server;
  #port = 0;
  #arrivalWaiters: (() => void)[] = [];
  /** Chooses the response to a request. Requests with a status other than 2xx are not recorded. */
  respond: (request: ReceivedRequest) => Response = () => ({ status: 204 });

  private constructor() {
    this.#server = this.#createServer();
  }

  static async start(): Promise<HttpReceiver> {
    const receiver = new HttpReceiver();
    await receiver.restart();
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/hook`;
  }

  async restart(): Promise<void> {
    this.#server = this.#createServer().listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Resolves when the next request arrives. */
  nextArrival(): Promise<void> {
    return new Promise((resolve) => this.#arrivalWaiters.push(resolve));
  }

  async kill(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.kill();
  }

  #createServer(): Server {
    return createServer(async (request, response) => {
      for (const resolve of this.#arrivalWaiters.splice(0)) resolve();
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks).toString();
      const { events } = JSON.parse(body) as { readonly events: readonly { key: string }[] };
      const received = { headers: request.headers, body, keys: events.map(({ key }) => key) };
      const result = this.respond(received);
      if (result === 'no-response') return;
      if (result.status < 300) this.requests.push(received);
      response.writeHead(result.status, result.headers).end();
    });
  }
}
