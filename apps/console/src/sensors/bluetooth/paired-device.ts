/**
 * One paired device: keeps it connected, decodes its packets with one session per device, and submits the readings for
 * a user. Loaded together with the decoders when the first device is paired.
 *
 *   connecting ─► connected ─► waiting ─► connecting …      any ─► stopped
 */
import { createDeviceSession } from '@wearwire/ble-parsers';
import type { Producer } from '@wearwire/client-producer';
import { ReadingSubmitter } from '@wearwire/client-producer/ble';
import { Value } from '../../ui/value.js';
import { NothingToReadError, openDeviceLink } from './device-link.js';
import { hexText, type PacketField, packetText, readingText } from './packet-text.js';
import type { BluetoothDevice } from './web-bluetooth.js';

/** The newest packet of one characteristic. */
export interface LastPacket {
  readonly id: string;
  readonly name: string;
  readonly hex: string;
  readonly fields: readonly PacketField[];
  /** The reason why the bytes could not be decoded; empty if they were decoded. */
  readonly problem: string;
  /** Submitted readings of the packet. */
  readonly submitted: readonly string[];
  readonly count: number;
}

export interface DeviceView {
  readonly state: 'connecting' | 'connected' | 'waiting' | 'stopped';
  /** The reason why the device is not connected; empty while it is. */
  readonly problem: string;
  readonly batteryPercent: number | undefined;
  /** Manufacturer, model and so on, by characteristic. */
  readonly information: ReadonlyMap<string, string>;
  readonly packets: ReadonlyMap<string, LastPacket>;
}

const BATTERY_LEVEL = '2A19';
/** Texts of the device information service that are shown. */
const INFORMATION = new Set(['2A29', '2A24', '2A26']);
/** First and maximum wait between two attempts to connect; the wait doubles. */
const WAIT_FIRST_MS = 500;
const WAIT_MAX_MS = 5_000;
const SHOW_EVERY_MS = 100;

export class PairedDevice {
  readonly id: string;
  readonly name: string;
  readonly user: string;
  readonly view = new Value<DeviceView>({
    state: 'connecting',
    problem: '',
    batteryPercent: undefined,
    information: new Map(),
    packets: new Map(),
  });
  readonly #device: BluetoothDevice;
  readonly #session = createDeviceSession();
  readonly #submitter: ReadingSubmitter;
  readonly #packets = new Map<string, LastPacket>();
  readonly #running: Promise<void>;
  #showTimer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;
  /** Ends a wait. */
  #wake: () => void = () => {};

  constructor(device: BluetoothDevice, user: string, producer: Pick<Producer, 'submit'>) {
    this.#device = device;
    this.id = device.id;
    this.name = device.name || 'Device without a name';
    this.user = user;
    this.#submitter = new ReadingSubmitter(producer);
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wake();
    this.#device.gatt.disconnect();
    await this.#running;
    clearTimeout(this.#showTimer);
    this.#session.close();
  }

  async #run(): Promise<void> {
    for (let waitMs = WAIT_FIRST_MS; !this.#isStopped; waitMs = Math.min(2 * waitMs, WAIT_MAX_MS)) {
      this.#show({ state: 'connecting' });
      try {
        await this.#stayConnected();
        waitMs = WAIT_FIRST_MS;
      } catch (error) {
        this.#show({ problem: (error as Error).message });
        if (error instanceof NothingToReadError) break;
      }
      if (this.#isStopped) break;
      this.#show({ state: 'waiting' });
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, waitMs);
      });
    }
    this.#show({ state: 'stopped' });
  }

  /** Resolves when the link is lost. */
  async #stayConnected(): Promise<void> {
    // Values derived from earlier packets are no longer valid.
    this.#session.reset();
    this.#submitter.reconnected();
    const { lost } = await openDeviceLink(this.#device, {
      receive: (id, bytes, isNotified) => this.#receive(id, bytes, isNotified),
      written: (id, bytes) => this.#session.written(id, bytes),
    });
    this.#show({ state: 'connected', problem: '' });
    await lost;
    this.#show({ problem: 'the link was lost' });
  }

  #receive(id: string, bytes: Uint8Array, isNotified: boolean): object | undefined {
    const nowMs = Date.now();
    const result = this.#session.next(id, bytes, nowMs);
    const { value, readings } = result.ok ? result.value : { value: {}, readings: [] };
    void this.#submitter.submit(readings, nowMs);
    this.#describe(id, value);
    if (isNotified) {
      this.#packets.set(id, {
        id,
        ...packetText(id, bytes, value),
        hex: hexText(bytes),
        problem: result.ok ? '' : `not decoded: ${result.error.code}`,
        submitted: readings.map(readingText),
        count: (this.#packets.get(id)?.count ?? 0) + 1,
      });
      // Some devices send many packets a second.
      this.#showTimer ??= setTimeout(() => this.#showPackets(), SHOW_EVERY_MS);
    }
    return result.ok ? value : undefined;
  }

  #describe(id: string, value: object): void {
    const { batteryPercent, text } = value as { batteryPercent?: number; text?: string };
    if (id === BATTERY_LEVEL && batteryPercent !== undefined) this.#show({ batteryPercent });
    if (!INFORMATION.has(id) || !text) return;
    this.#show({ information: new Map([...this.view.current.information, [id, text]]) });
  }

  #showPackets(): void {
    this.#showTimer = undefined;
    this.#show({ packets: new Map(this.#packets) });
  }

  #show(change: Partial<DeviceView>): void {
    this.view.current = { ...this.view.current, ...change };
  }
}
