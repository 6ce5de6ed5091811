/** A broker process behind a fault proxy that is killed repeatedly and restarted with the same data. */
import { FaultProxy } from '@wearwire/conformance/testing';
import { ObservedBroker } from '../observed-broker.js';

export class KillableBroker implements AsyncDisposable {
  readonly proxy: FaultProxy;
  readonly #start: () => Promise<ObservedBroker>;
  /** The newest process, which connections without the proxy use. */
  process: ObservedBroker;
  kills = 0;

  private constructor(
    proxy: FaultProxy,
    start: () => Promise<ObservedBroker>,
    process: ObservedBroker,
  ) {
    this.proxy = proxy;
    this.#start = start;
    this.process = process;
  }

  static async start(
    data: string,
    durability: 'disk' | 'process',
    random: () => number,
  ): Promise<KillableBroker> {
    // The short interval finds half-open links.
    const times = { heartbeatIntervalMs: 1_000, probeTimeoutMs: 500 };
    const options = { durability, consumersPerDeveloper: 5, ...times };
    const start = () => ObservedBroker.start({ data, options });
    const process = await start();
    const port = Number(new URL(process.url).port);
    return new KillableBroker(await FaultProxy.start({ port, random }), start, process);
  }

  /** URL through the proxy; the same for all restarts. */
  get url(): string {
    return this.proxy.urlOf(this.process.url);
  }

  async kill(): Promise<void> {
    await this.process.end('SIGKILL');
    this.kills++;
  }

  async restart(): Promise<void> {
    this.process = await this.#start();
    this.proxy.targetPort = Number(new URL(this.process.url).port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process[Symbol.asyncDispose]();
    await this.proxy[Symbol.asyncDispose]();
  }
}
