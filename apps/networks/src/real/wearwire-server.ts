/** A wearwire broker as a process, a consumer of all its events, and producers that connect through a relay. */
import { fileURLToPath } from 'node:url';
import { type Consumer, createConsumer } from '@wearwire/client-consumer';
import { createProducer, type ProducerOptions, tokenFromServer } from '@wearwire/client-producer';
import { linkTimesOf } from '../link/link-times.js';
import { Arrivals, type RealPhone, type RealServer } from './real-server.js';
import { realClock } from './relay.js';
import { ServerProcess } from './server-process.js';
import { until } from './until.js';

const PROGRAM = fileURLToPath(new URL('../../../cli/bin/wearwire.js', import.meta.url));
const DEVELOPER = { developerId: 'lab', apiKey: 'key-of-lab' } as const;
const CLOSE_TIMEOUT_MS = 1_000;
const READY_TIMEOUT_MS = 10_000;

export class WearwireServer implements RealServer {
  readonly name: string;
  readonly port: number;
  readonly arrivals = new Arrivals();
  readonly #process: ServerProcess;
  readonly #consumer: Consumer;
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
      this.arrivals.add(uid, type, reading as Readonly<Record<string, unknown>>);
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
    await until(() => server.#consumer.state === 'ready', READY_TIMEOUT_MS);
    return server;
  }

  url(port: number): string {
    return `ws://127.0.0.1:${port}/connect`;
  }

  token(port: number, user?: string) {
    return tokenFromServer({ url: this.url(port), ...DEVELOPER, ...(user && { user }) });
  }

  connect(user: string, relayPort: number, options: Partial<ProducerOptions>): RealPhone {
    const producer = createProducer({
      url: this.url(relayPort),
      getToken: this.token(relayPort, user),
      compression: this.#compression,
      ...options,
    });
    return {
      times: linkTimesOf(producer, realClock),
      submit: (type, reading) => void producer.submit(type, reading),
      networkChanged: () => producer.networkChanged(),
      close: async () => {
        await producer.close({ timeoutMs: CLOSE_TIMEOUT_MS });
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#consumer.stop();
    await this.#process[Symbol.asyncDispose]();
  }
}
