/** The environment of the fault test: bus, mock of BlueZ, stick, sending sensors, broker, gateway; and the faults. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BluezMock, PrivateBus } from '@wearwire/test-support/bluez';
import { BrokerChild } from './broker-child.js';
import { Deliveries } from './deliveries.js';
import { exportedLog } from './exported-log.js';
import { type ChildReport, GatewayChild } from './gateway-child.js';
import type { LoggedReading } from './judge.js';
import { MockStick } from './mock-stick.js';
import { WEARABLE_KINDS } from './packets.js';
import { Wearable } from './wearable.js';

/** Packets of each sensor that must be delivered before the next fault. */
const PACKETS_BETWEEN = 4;
const LIMITS = {
  connectionsPerAdapterMax: 8,
  reconnectWaitFirstMs: 50,
  reconnectWaitMaxMs: 500,
  stickSearchMs: 200,
};

export interface StageOptions {
  readonly sensors: number;
  /** Interval between two packets of a sensor. */
  readonly tickMs: number;
  /** Delay added to the gateway's writes to its journals, in ms. */
  readonly writeDelayMs?: number;
  /** Chooses the link to drop. Returns numbers from 0 to 1. */
  readonly random?: () => number;
}

export class FaultStage implements AsyncDisposable {
  readonly wearables: readonly Wearable[];
  readonly faults: readonly (readonly [name: string, fault: () => Promise<void>])[] = [
    ['link dropped', () => this.#dropLink()],
    ['adapter off and on', () => this.#switchAdapter()],
    ['stick pulled and plugged', () => this.#pullStick()],
    ['BlueZ restarted', () => this.#restartBluez()],
    ['bus restarted', () => this.#restartBus()],
    ['broker killed', () => this.#restartBroker()],
    ['gateway killed', () => this.#restartGateway()],
  ];
  readonly #counts = new Map<string, number>();
  readonly #directory: string;
  readonly #bus: PrivateBus;
  readonly #bluez = new BluezMock();
  readonly #stick = new MockStick();
  readonly #broker: BrokerChild;
  readonly #writeDelayMs: number;
  readonly #random: () => number;
  readonly #deliveries: Deliveries;
  #gateway: GatewayChild | undefined;
  #ticks: NodeJS.Timeout | undefined;

  private constructor(
    directory: string,
    bus: PrivateBus,
    broker: BrokerChild,
    { sensors, writeDelayMs = 0, random = Math.random }: StageOptions,
  ) {
    this.#directory = directory;
    this.#writeDelayMs = writeDelayMs;
    this.#random = random;
    this.#bus = bus;
    this.#broker = broker;
    const mocks = { bluez: this.#bluez, stick: this.#stick };
    // Consecutive sensors are of different kinds.
    this.wearables = Array.from({ length: sensors }, (_, index) => {
      const kind = WEARABLE_KINDS[(index * 5) % WEARABLE_KINDS.length]!;
      return new Wearable(kind, index, `user-${index}`, mocks);
    });
    this.#deliveries = new Deliveries(this.wearables, this.#journals);
  }

  static async open(options: StageOptions): Promise<FaultStage> {
    const directory = await mkdtemp(join(tmpdir(), 'wearwire-gateway-'));
    const bus = await PrivateBus.start();
    const broker = await BrokerChild.start(join(directory, 'broker'));
    const stage = new FaultStage(directory, bus, broker, options);
    try {
      await stage.#start(options.tickMs);
      return stage;
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Injects the fault at this index of `faults`. */
  async inject(index: number): Promise<void> {
    const [name, fault] = this.faults[index]!;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    await fault();
  }

  /** Resolves when each sensor has delivered several more packets. */
  async allSending(): Promise<void> {
    const wanted = this.wearables.map(({ sent }) => sent + PACKETS_BETWEEN);
    await this.#until(() => this.wearables.every(({ sent }, index) => sent >= wanted[index]!));
  }

  /** Injects the fault with this name. */
  async injectNamed(wanted: string): Promise<void> {
    await this.inject(this.faults.findIndex(([name]) => name === wanted));
  }

  /** Number of sent readings that may be missing, because they were in flight when a component was stopped. */
  get optionalReadings(): number {
    return this.#deliveries.optionalReadings;
  }

  /** Requests a report from the gateway. */
  report(): Promise<ChildReport> {
    return this.#gateway!.report();
  }

  /** A summary of the run, for a human reader. */
  summary(): string {
    const sent = this.wearables.reduce((sum, wearable) => sum + wearable.sent, 0);
    const faults = [...this.#counts].map(([name, count]) => `${count} x ${name}`).join(', ');
    return `${sent} packets of ${this.wearables.length} sensors; ${faults}`;
  }

  /** Stops sending, waits until every reading is confirmed, and reads the log. */
  async finish(): Promise<LoggedReading[]> {
    clearInterval(this.#ticks);
    await this.#bluez.sync();
    await this.#stick.allReceived();
    await this.#gateway!.until(({ users }) => users.every(({ waiting }) => waiting === 0));
    await this.#gateway!.close();
    return exportedLog(this.#broker.url, 'me:secret');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#ticks);
    await this.#gateway?.kill();
    this.#bluez.detach();
    await this.#broker.kill();
    await this.#bus[Symbol.asyncDispose]();
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #start(tickMs: number): Promise<void> {
    this.#bluez.addAdapter('hci0');
    this.#bluez.addAdapter('hci1');
    for (const wearable of this.wearables) wearable.appear();
    const wearableAt = (address: string) => this.wearables.find((one) => one.address === address);
    this.#bluez.hooks = {
      connected: (address) => wearableAt(address)?.restarted(),
      wrote: (address, uuid, bytes) => wearableAt(address)?.wrote(uuid, bytes),
    };
    await this.#bluez.attach(this.#bus.address);
    await this.#startGateway();
    this.#ticks = setInterval(() => {
      for (const wearable of this.wearables) wearable.send();
    }, tickMs);
  }

  async #startGateway(): Promise<void> {
    const gateway = new GatewayChild(
      {
        url: this.#broker.url,
        dataDirectory: this.#journals,
        map: this.wearables.map(({ user, id }) => `${user}=${id}`).join('\n'),
        limits: LIMITS,
        busAddress: this.#bus.address,
        writeDelayMs: this.#writeDelayMs,
      },
      [this.#stick],
    );
    this.#gateway = gateway;
    await gateway.ready();
  }

  async #dropLink(): Promise<void> {
    const linked = this.wearables.filter(({ address }) => this.#bluez.isConnected(address));
    const one = linked[Math.floor(this.#random() * linked.length)];
    if (one !== undefined) this.#bluez.drop(one.address);
  }

  async #switchAdapter(): Promise<void> {
    this.#bluez.setPowered('hci1', false);
    await this.#bluez.sync();
    this.#bluez.setPowered('hci1', true);
  }

  async #pullStick(): Promise<void> {
    const mark = this.#deliveries.mark();
    await this.#stick.allReceived();
    this.#stick.unplug();
    this.#deliveries.markOptionalSince(mark);
  }

  async #restartBluez(): Promise<void> {
    this.#bluez.detach();
    await this.#bluez.attach(this.#bus.address);
  }

  async #restartBus(): Promise<void> {
    const mark = this.#deliveries.mark();
    await this.#bluez.sync();
    await this.#bus.kill();
    this.#bluez.detach();
    this.#deliveries.markOptionalSince(mark);
    await this.#bus.start();
    await this.#bluez.attach(this.#bus.address);
  }

  async #restartBroker(): Promise<void> {
    await this.#broker.kill();
    await this.allSending();
    await this.#broker.start();
  }

  /**
   * Stops the broker, so that received readings stay in the journals, kills and restarts the gateway, then restarts the
   * broker. Sensors keep sending.
   */
  async #restartGateway(): Promise<void> {
    await this.#broker.kill();
    await this.allSending();
    const mark = this.#deliveries.mark();
    await this.#bluez.sync();
    await this.#stick.allReceived();
    await this.#deliveries.journaled(mark);
    const gone = new Promise<void>((resolve) => {
      this.#bluez.hooks.clientGone = resolve;
    });
    await this.#gateway!.kill();
    await gone;
    await this.#deliveries.requireOnlyJournaled(mark);
    for (const wearable of this.wearables) wearable.restarted();
    await this.#startGateway();
    await this.allSending();
    await this.#broker.start();
  }

  get #journals(): string {
    return join(this.#directory, 'journals');
  }

  async #until(isMet: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await isMet())) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
