/** A receiver of webhooks: notes what it gets, and answers as it is told. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly keys: readonly string[];
}

type Answer = { readonly status: number; readonly headers?: Record<string, string> } | 'silence';

export class HttpReceiver implements AsyncDisposable {
  readonly requests: ReceivedRequest[] = [];
  #server: Server;
  #port = 0;
  #arrived: (() => void)[] = [];
  /** What it answers to a request; what is not answered 2xx is not stored. */
  answer: (request: ReceivedRequest) => Answer = () => ({ status: 204 });

  private constructor() {
    this.#server = this.#make();
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
    this.#server = this.#make().listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Resolves with the next bytes of a request. */
  arrival(): Promise<void> {
    return new Promise((resolve) => this.#arrived.push(resolve));
  }

  async kill(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.kill();
  }

  #make(): Server {
    return createServer(async (request, response) => {
      for (const resolve of this.#arrived.splice(0)) resolve();
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks).toString();
      const { events } = JSON.parse(body) as { readonly events: readonly { key: string }[] };
      const received = { headers: request.headers, body, keys: events.map(({ key }) => key) };
      const answer = this.answer(received);
      if (answer === 'silence') return;
      if (answer.status < 300) this.requests.push(received);
      response.writeHead(answer.status, answer.headers).end();
    });
  }
}
