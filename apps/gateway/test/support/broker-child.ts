/** A broker in a separate process with a data directory; can be killed and restarted on the same port. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

export const BROKER_PROGRAM = fileURLToPath(
  new URL('../../../cli/bin/wearwire.js', import.meta.url),
);

export class BrokerChild implements AsyncDisposable {
  readonly #data: string;
  readonly port: number;
  #child: ChildProcess | undefined;

  private constructor(data: string, port: number) {
    this.#data = data;
    this.port = port;
  }

  static async start(data: string): Promise<BrokerChild> {
    const broker = new BrokerChild(data, await freePort());
    await broker.start();
    return broker;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/connect`;
  }

  async start(): Promise<void> {
    const args = ['serve', '--port', String(this.port), '--data', this.#data];
    const child = spawn(process.execPath, [BROKER_PROGRAM, ...args, '--developer', 'me:secret'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, HOME: process.env.HOME },
    });
    this.#child = child;
    let text = '';
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: unknown) => {
        text += String(chunk);
        if (text.includes('broker ready')) resolve();
      };
      child.stdout!.on('data', read);
      child.stderr!.on('data', read);
      child.once('exit', () => reject(new Error(`the broker ended: ${text}`)));
    });
    for (const stream of [child.stdout!, child.stderr!]) stream.removeAllListeners('data').resume();
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
