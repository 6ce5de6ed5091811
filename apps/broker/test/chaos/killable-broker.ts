/** A broker process behind a fault proxy that is killed repeatedly and restarted with the same data. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { FaultProxy } from '@wearwire/conformance/testing';

const SCRIPT = fileURLToPath(new URL('../chaos-broker-process.js', import.meta.url));

export class KillableBroker implements AsyncDisposable {
  readonly proxy: FaultProxy;
  readonly #data: string;
  readonly #durability: string;
  #child: ChildProcess | undefined;
  #directUrl = '';
  kills = 0;

  private constructor(proxy: FaultProxy, data: string, durability: string) {
    this.proxy = proxy;
    this.#data = data;
    this.#durability = durability;
  }

  static async start(
    data: string,
    durability: string,
    random: () => number,
  ): Promise<KillableBroker> {
    const proxy = await FaultProxy.start({ port: 1, random });
    const broker = new KillableBroker(proxy, data, durability);
    await broker.run();
    return broker;
  }

  /** URL through the proxy; the same for all restarts. */
  get url(): string {
    return this.proxy.urlOf(this.#directUrl);
  }

  /** URL without the proxy. */
  get directUrl(): string {
    return this.#directUrl;
  }

  async run(): Promise<void> {
    const child = spawn(process.execPath, [SCRIPT, this.#data, this.#durability], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    this.#directUrl = String(line);
    this.proxy.targetPort = Number(new URL(this.#directUrl).port);
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    this.kills++;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.proxy[Symbol.asyncDispose]();
  }
}
