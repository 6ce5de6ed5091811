/** Starts, queries and kills the gateway of `gateway-process.js`; simulates the USB host of its sticks. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { SensorRow, UserRow } from '../../src/sensor-row.js';
import type { MockStick } from './mock-stick.js';
import { Recorder } from './recorder.js';

const PROGRAM = fileURLToPath(new URL('gateway-process.js', import.meta.url));

export interface ChildReport {
  readonly sensors: readonly SensorRow[];
  readonly users: readonly UserRow[];
  readonly cpuMs: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
}

interface Transfer {
  readonly id: number;
  readonly stick: number;
  /** Name of a method of `UsbDevicePort`. */
  readonly method: string;
  readonly args: readonly unknown[];
}

type FromChild = Partial<Transfer> & {
  readonly ready?: boolean;
  readonly notice?: string;
  readonly report?: ChildReport;
};

export interface ChildSettings {
  readonly url: string;
  readonly dataDirectory: string;
  readonly map: string;
  readonly limits?: object;
  readonly busAddress: string;
  /** Delay added to each write to a journal, in ms. */
  readonly writeDelayMs?: number;
}

export class GatewayChild implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #sticks: readonly MockStick[];
  readonly #messages = new Recorder<FromChild>();
  readonly notices: string[] = [];
  #isKilled = false;

  constructor(settings: ChildSettings, sticks: readonly MockStick[]) {
    const stickIds = sticks.map((stick, index) => {
      const { vendorId, productId, bus, address, configuration } = stick;
      return { stick: index, vendorId, productId, bus, address, configuration };
    });
    this.#sticks = sticks;
    this.#child = fork(PROGRAM, {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: {
        ...process.env,
        DBUS_SYSTEM_BUS_ADDRESS: settings.busAddress,
        WEARWIRE_TEST_GATEWAY: JSON.stringify({ ...settings, stickIds }),
      },
    });
    this.#child.on('message', (message) => this.#message(message as FromChild));
    this.#child.on('exit', () => this.#messages.record({ notice: 'exit' }));
  }

  async ready(): Promise<void> {
    const { ready } = await this.#messages.until(
      ({ ready: isReady, notice }) => isReady === true || notice === 'exit',
    );
    if (ready !== true) throw new Error(`the gateway ended: ${this.notices.join('; ')}`);
  }

  async report(): Promise<ChildReport> {
    this.#messages.clear();
    this.#child.send({ ask: 'report' });
    return (await this.#messages.until(({ report }) => report !== undefined)).report!;
  }

  /** Resolves when the report meets the condition; polls at an interval. */
  async until(isMet: (report: ChildReport) => boolean): Promise<ChildReport> {
    for (;;) {
      const report = await this.report();
      if (isMet(report)) return report;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#isKilled = true;
    this.#child.kill('SIGKILL');
    await ended;
    for (const stick of this.#sticks) stick.unplug();
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.send({ ask: 'close' });
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  #message(message: FromChild): void {
    // A request of a killed gateway may arrive after its end, and must not consume data for the next gateway.
    if (this.#isKilled) return;
    if (message.notice !== undefined) this.notices.push(message.notice);
    else if (message.method !== undefined) void this.#transfer(message as Transfer);
    else this.#messages.record(message);
  }

  async #transfer({ id, stick, method, args }: Transfer): Promise<void> {
    const device = this.#sticks[stick] as unknown as Record<
      string,
      (...args: unknown[]) => Promise<unknown>
    >;
    const response = await device[method]!(...args).then(
      (result) => ({ id, result: bytesIn(result) }),
      (error: Error) => ({ id, error: error.message }),
    );
    // A killed gateway receives no response.
    if (this.#child.connected) this.#child.send(response, () => {});
  }
}

function bytesIn(result: unknown): Uint8Array | undefined {
  const { data } = (result ?? {}) as { data?: DataView };
  return data && new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
