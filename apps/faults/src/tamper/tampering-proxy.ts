/**
 * A relay between clients and a broker that corrupts the traffic, to prove that the checker detects it. It
 * tampers with every 47th frame of one kind, starting with the 21st; `early-ack` applies to all frames.
 */
import { Opcode } from '@wearwire/protocol';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import type { Target } from '../client/tokens.js';

export type Tampering =
  | 'drop-submit'
  | 'double-submit'
  | 'drop-dispatch'
  | 'alter-dispatch'
  /** Acknowledges before the broker does. */
  | 'early-ack';

const PERIOD = 47;
const FIRST = 20;

export class TamperingProxy implements Target, AsyncDisposable {
  readonly url: string;
  readonly httpUrl: string;
  readonly #server: WebSocketServer;
  readonly #tampering: Tampering;
  #count = 0;

  private constructor(server: WebSocketServer, target: Target, tampering: Tampering) {
    const address = server.address() as { port: number };
    this.url = `ws://127.0.0.1:${address.port}/connect`;
    this.httpUrl = target.httpUrl;
    this.#server = server;
    this.#tampering = tampering;
    server.on('connection', (client, request) => {
      this.#relay(client, new URL(request.url ?? '', target.url).href);
    });
  }

  static async start(target: Target, tampering: Tampering): Promise<TamperingProxy> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
    await new Promise((resolve) => server.once('listening', resolve));
    return new TamperingProxy(server, target, tampering);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#server.clients) client.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #relay(client: WebSocket, url: string): void {
    const server = new WebSocket(url, { perMessageDeflate: false });
    const early: string[] = [];
    server.on('open', () => {
      for (const text of early.splice(0)) server.send(text);
    });
    client.on('message', (data) => {
      for (const text of this.#fromClient(data.toString(), client)) {
        if (server.readyState === WebSocket.OPEN) server.send(text);
        else early.push(text);
      }
    });
    server.on('message', (data: RawData) => {
      const text = this.#fromServer(data.toString());
      if (text !== undefined && client.readyState === WebSocket.OPEN) client.send(text);
    });
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.on('error', () => {});
      from.on('close', () => to.terminate());
    }
  }

  /** Counts the frame and returns whether to tamper with it. */
  #isDue(): boolean {
    return this.#count++ % PERIOD === FIRST;
  }

  #fromClient(text: string, client: WebSocket): string[] {
    if (this.#tampering === 'early-ack') return this.#acknowledge(text, client);
    if (!text.startsWith('{"op":6')) return [text];
    if (this.#tampering === 'drop-submit' && this.#isDue()) return [];
    if (this.#tampering === 'double-submit' && this.#isDue()) return [text, text];
    return [text];
  }

  #acknowledge(text: string, client: WebSocket): string[] {
    const { op, n } = JSON.parse(text);
    if (op === Opcode.Heartbeat) client.send('{"op":1}');
    if (op === Opcode.Submit && n !== undefined) client.send(`{"op":65,"d":{"n":${n}}}`);
    return op === Opcode.Heartbeat ? [] : [text];
  }

  #fromServer(text: string): string | undefined {
    if (!text.startsWith('{"op":5')) return text;
    if (this.#tampering === 'drop-dispatch' && this.#isDue()) return undefined;
    if (this.#tampering === 'alter-dispatch' && this.#isDue()) return text.replace(':0', ':1');
    return text;
  }
}

/** Returns the broker itself, or a tampering relay in front of it if the mutation has one. */
export async function openTarget(
  broker: Target,
  mutation: { readonly tampering?: Tampering } | undefined,
): Promise<Target & AsyncDisposable> {
  if (mutation?.tampering !== undefined) return TamperingProxy.start(broker, mutation.tampering);
  const { url, httpUrl } = broker;
  return { url, httpUrl, [Symbol.asyncDispose]: async () => {} };
}
