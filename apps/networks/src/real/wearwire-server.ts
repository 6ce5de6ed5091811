/** A wearwire broker in a separate process, with a consumer, and producers with default options behind a relay. */
import { fileURLToPath } from 'node:url';
import { type Consumer, createConsumer } from '@wearwire/client-consumer';
import { createProducer, tokenFromServer } from '@wearwire/client-producer';
import { createReceived, type RealPhone, type RealServer, type Received } from './real-phone.js';
import { realClock } from './relay.js';
import { ServerProcess } from './server-process.js';
import { until } from './until.js';

const PROGRAM = fileURLToPath(new URL('../../../cli/bin/wearwire.js', import.meta.url));
const DEVELOPER = { developerId: 'lab', apiKey: 'key-of-lab' } as const;
const CLOSE_MS = 1_000;
const READY_MS = 10_000;

export class WearwireServer implements RealServer {
  readonly name: string;
  readonly port: number;
  readonly #process: ServerProcess;
  readonly #consumer: Consumer;
  readonly #received = new Map<string, Received[]>();

  readonly #compression: boolean;

  private constructor(process: ServerProcess, compression: boolean) {
    this.#process = process;
    this.#compression = compression;
    this.name = compression ? 'wearwire, compression' : 'wearwire';
    this.port = Number(process.match[1]);
    this.#consumer = createConsumer({
      url: this.url(this.port),
      getToken: this.token(this.port),
    });
    this.#consumer.on('*', ({ uid, type, reading }) => {
      this.#receivedFrom(uid).push(
        createReceived(type, reading as { ts?: unknown; val?: unknown }),
      );
    });
    this.#consumer.on('error', () => {});
  }

  /** `compression`: the broker accepts permessage-deflate and phones offer it. */
  static async start(compression = false): Promise<WearwireServer> {
    const { developerId, apiKey } = DEVELOPER;
    const args = ['serve', '--port', '0', '--store', 'memory'];
    args.push('--developer', `${developerId}:${apiKey}`, '--consumers-per-developer', '4');
    if (compression) args.push('--compression');
    const ready = /ws:\/\/127\.0\.0\.1:(\d+)\/connect/;
    const server = new WearwireServer(
      await ServerProcess.start(process.execPath, [PROGRAM, ...args], ready),
      compression,
    );
    await until(() => server.#consumer.state === 'ready', READY_MS);
    return server;
  }

  url(port: number): string {
    return `ws://127.0.0.1:${port}/connect`;
  }

  token(port: number, user?: string) {
    return tokenFromServer({ url: this.url(port), ...DEVELOPER, ...(user && { user }) });
  }

  receivedOf(user: string): readonly Received[] {
    return this.#receivedFrom(user);
  }

  connect(user: string, relayPort: number, options: object): RealPhone {
    const lostAtMs: number[] = [];
    const readyAtMs: number[] = [];
    const producer = createProducer({
      url: this.url(relayPort),
      getToken: this.token(relayPort, user),
      compression: this.#compression,
      ...options,
    });
    producer.on('error', () => {});
    producer.on('state', ({ state, previous }) => {
      if (state === 'ready') readyAtMs.push(realClock.now());
      else if (previous === 'ready') lostAtMs.push(realClock.now());
    });
    return {
      lostAtMs,
      readyAtMs,
      submit: (type, reading) => void producer.submit(type, reading),
      networkChanged: () => producer.networkChanged(),
      close: async () => {
        await producer.close({ timeoutMs: CLOSE_MS });
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#consumer.stop();
    await this.#process[Symbol.asyncDispose]();
  }

  #receivedFrom(user: string): Received[] {
    let received = this.#received.get(user);
    if (received === undefined) {
      received = [];
      this.#received.set(user, received);
    }
    return received;
  }
}
