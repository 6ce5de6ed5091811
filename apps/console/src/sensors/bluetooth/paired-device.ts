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
  /** The reason why the device is not connected or not set up completely; empty if there is none. */
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
/** Minimum interval between two updates of the shown packets, because some devices send many packets per second. */
const UPDATE_EVERY_MS = 100;

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
  /** Resolves when the device is stopped. */
  readonly #ended: Promise<void>;
  #updateTimer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;
  /** Ends the current wait between two attempts. */
  #endWait: () => void = () => {};

  constructor(device: BluetoothDevice, user: string, producer: Pick<Producer, 'submit'>) {
    this.#device = device;
    this.id = device.id;
    this.name = device.name || 'Device without a name';
    this.user = user;
    this.#submitter = new ReadingSubmitter(producer);
    this.#ended = this.#run();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#endWait();
    this.#device.gatt.disconnect();
    await this.#ended;
    clearTimeout(this.#updateTimer);
    this.#session.close();
  }

  async #run(): Promise<void> {
    for (let waitMs = WAIT_FIRST_MS; !this.#isStopped; waitMs = Math.min(2 * waitMs, WAIT_MAX_MS)) {
      this.#update({ state: 'connecting' });
      try {
        await this.#stayConnected();
        waitMs = WAIT_FIRST_MS;
      } catch (error) {
        // Otherwise the next attempt would subscribe a second time on the same connection.
        this.#device.gatt.disconnect();
        this.#update({ problem: (error as Error).message });
        if (error instanceof NothingToReadError) break;
      }
      if (this.#isStopped) break;
      this.#update({ state: 'waiting' });
      await new Promise<void>((resolve) => {
        this.#endWait = resolve;
        setTimeout(resolve, waitMs);
      });
    }
    this.#update({ state: 'stopped' });
  }

  /** Connects, and resolves when the connection is lost; rejects if the device cannot be set up. */
  async #stayConnected(): Promise<void> {
    // The counters of the device may have restarted, so nothing is derived from earlier packets.
    this.#session.reset();
    this.#submitter.reconnected();
    const { problem, lost } = await openDeviceLink(this.#device, {
      receive: (id, bytes, isNotified) => this.#receive(id, bytes, isNotified),
      written: (id, bytes) => this.#session.written(id, bytes),
    });
    this.#update({ state: 'connected', problem });
    await lost;
    this.#update({ problem: 'the link was lost' });
  }

  #receive(id: string, bytes: Uint8Array, isNotified: boolean): object | undefined {
    const nowMs = Date.now();
    const result = this.#session.next(id, bytes, nowMs);
    const { value, readings } = result.ok ? result.value : { value: {}, readings: [] };
    void this.#submitter.submit(readings, nowMs);
    this.#recordInformation(id, value);
    if (isNotified) {
      this.#packets.set(id, {
        id,
        ...packetText(id, bytes, value),
        hex: hexText(bytes),
        problem: result.ok ? '' : `not decoded: ${result.error.code}`,
        submitted: readings.map(readingText),
        count: (this.#packets.get(id)?.count ?? 0) + 1,
      });
      this.#updateTimer ??= setTimeout(() => this.#updatePackets(), UPDATE_EVERY_MS);
    }
    return result.ok ? value : undefined;
  }

  #recordInformation(id: string, value: object): void {
    const { batteryPercent, text } = value as { batteryPercent?: number; text?: string };
    if (id === BATTERY_LEVEL && batteryPercent !== undefined) this.#update({ batteryPercent });
    if (!INFORMATION.has(id) || !text) return;
    this.#update({ information: new Map([...this.view.current.information, [id, text]]) });
  }

  #updatePackets(): void {
    this.#updateTimer = undefined;
    this.#update({ packets: new Map(this.#packets) });
  }

  #update(change: Partial<DeviceView>): void {
    this.view.current = { ...this.view.current, ...change };
  }
}
