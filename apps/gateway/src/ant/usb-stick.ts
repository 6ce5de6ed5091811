/** ANT sticks on USB: implements `AntStick` with the `usb` package, which has the interface of WebUSB. */
import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { messageOf, StickError } from '../errors.js';
import type { AntStick, FindSticks, FoundStick } from './ant-stick.js';

/** Dynastream's USB2 stick and USB-m stick, and the development kit; clones have the same ids. */
const VENDOR_ID = 0x0fcf;
const PRODUCT_IDS: readonly number[] = [0x1004, 0x1008, 0x1009];
const TRANSFER_BYTES = 64;
/** Timeout of a transfer without data. The next transfer follows; `close` waits at most this long. */
const TRANSFER_TIMEOUT_MS = 1_000;
/** Pause after a stall, so that an endpoint that keeps stalling does not cause a busy loop. */
const STALL_PAUSE_MS = 20;
/**
 * The `usb` package reports the reason why a transfer ended only in the message. A transfer that times out is
 * cancelled ("transferIn error: Cancelled" in version 3; earlier versions say that it timed out).
 */
const TIMED_OUT = /cancelled|time(d)?[ _-]?out/i;
const STALLED = /stall/i;
/** "transferIn error: Disconnected" in version 3; earlier versions have LIBUSB_ERROR_NO_DEVICE or similar. */
const UNPLUGGED = /disconnected|no[ _-]?device/i;

export const UDEV_RULE =
  'SUBSYSTEM=="usb", ATTR{idVendor}=="0fcf", MODE="0660", GROUP="plugdev", TAG+="uaccess"';

/** The members of WebUSB's `USBDevice` that are used, and those that the `usb` package adds. */
export interface UsbDevicePort {
  readonly vendorId: number;
  readonly productId: number;
  readonly bus?: string;
  readonly address?: number;
  readonly configuration?: UsbConfigurationPort | null;
  open(): Promise<void>;
  close(): Promise<void>;
  selectConfiguration(value: number): Promise<void>;
  claimInterface(number: number): Promise<void>;
  transferIn(endpoint: number, length: number, timeoutMs?: number): Promise<{ data?: DataView }>;
  transferOut(endpoint: number, data: Uint8Array, timeoutMs?: number): Promise<unknown>;
  clearHalt(direction: 'in' | 'out', endpoint: number): Promise<void>;
  detachKernelDriver?(number: number): Promise<void>;
}

interface UsbConfigurationPort {
  readonly interfaces: readonly {
    readonly alternate: {
      readonly endpoints: readonly {
        readonly endpointNumber: number;
        readonly direction: string;
      }[];
    };
  }[];
}

/** Lists USB devices. */
export type ListUsb = () => Promise<readonly UsbDevicePort[]>;

/** Returns a function that finds the ANT+ sticks. `list` is replaced in tests. */
export function usbSticks(list: ListUsb = listUsb): FindSticks {
  return async () => {
    const devices = await list();
    return devices.filter(isStick).map(foundStick);
  };
}

const isStick = ({ vendorId, productId }: UsbDevicePort) =>
  vendorId === VENDOR_ID && PRODUCT_IDS.includes(productId);

const LINUX_DEVICES = '/sys/bus/usb/devices';

async function listUsb(): Promise<readonly UsbDevicePort[]> {
  // A computer or a container without USB has no sticks.
  if (process.platform === 'linux' && !existsSync(LINUX_DEVICES)) return [];
  try {
    const { usb } = await import('usb');
    return (await usb.getDevices()) as unknown as readonly UsbDevicePort[];
  } catch (cause) {
    throw new StickError(
      `cannot use USB (${messageOf(cause)})`,
      'run npm install usb, and give this user access to /dev/bus/usb',
      cause,
    );
  }
}

function foundStick(device: UsbDevicePort): FoundStick {
  const name = `usb:${device.bus ?? '?'}-${device.address ?? '?'}`;
  return { name, open: () => openStick(device, name) };
}

async function openStick(device: UsbDevicePort, name: string): Promise<AntStick> {
  try {
    // No USB reset: it makes the device unusable on macOS. The receiver resets the stick with a command.
    await device.open();
    if (!device.configuration) await device.selectConfiguration(1);
    await device.detachKernelDriver?.(0).catch(() => {});
    await device.claimInterface(0);
    return new UsbStick(device, name);
  } catch (cause) {
    await device.close().catch(() => {});
    const problem = `cannot open the ANT+ stick ${name} (${messageOf(cause)})`;
    throw new StickError(problem, remedy(), cause);
  }
}

/** Returns the usual remedy, by operating system, if a stick cannot be opened. */
export function remedy(platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') {
    return 'install the WinUSB driver for the stick with Zadig (https://zadig.akeo.ie)';
  }
  if (platform === 'darwin')
    return 'quit other programs that use the stick, such as Garmin Express';
  return `write ${UDEV_RULE} to /etc/udev/rules.d/60-ant-stick.rules, run "udevadm control --reload" and plug the stick in again`;
}

const NO_BYTES = new Uint8Array();

class UsbStick implements AntStick {
  readonly name: string;
  readonly received: AsyncIterable<Uint8Array>;
  readonly #device: UsbDevicePort;
  readonly #in: number;
  readonly #out: number;
  #isClosed = false;

  constructor(device: UsbDevicePort, name: string) {
    this.name = name;
    this.#device = device;
    const endpoints = device.configuration?.interfaces[0]?.alternate.endpoints ?? [];
    this.#in = endpoints.find(({ direction }) => direction === 'in')?.endpointNumber ?? 1;
    this.#out = endpoints.find(({ direction }) => direction === 'out')?.endpointNumber ?? 1;
    this.received = this.#receive();
  }

  async send(bytes: Uint8Array): Promise<void> {
    try {
      await this.#device.transferOut(this.#out, bytes, TRANSFER_TIMEOUT_MS);
    } catch (cause) {
      const problem = `cannot send a command to the ANT+ stick ${this.name} (${messageOf(cause)})`;
      throw new StickError(problem, 'unplug it and plug it in again', cause);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#device.close().catch(() => {});
  }

  async *#receive(): AsyncGenerator<Uint8Array> {
    try {
      while (!this.#isClosed) {
        const bytes = await this.#transfer();
        if (bytes.length > 0) yield bytes;
      }
    } catch (error) {
      // A transfer that is pending when the stick is closed fails too.
      if (!this.#isClosed && !UNPLUGGED.test(messageOf(error))) throw error;
    }
  }

  /** Returns received bytes; empty after a timeout or a stall. Rejects after any other failure. */
  async #transfer(): Promise<Uint8Array> {
    try {
      const { data } = await this.#device.transferIn(this.#in, TRANSFER_BYTES, TRANSFER_TIMEOUT_MS);
      return data ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : NO_BYTES;
    } catch (error) {
      const message = messageOf(error);
      if (STALLED.test(message)) await this.#clearStall();
      else if (!TIMED_OUT.test(message)) throw error;
      return NO_BYTES;
    }
  }

  async #clearStall(): Promise<void> {
    await setTimeout(STALL_PAUSE_MS);
    await this.#device.clearHalt('in', this.#in);
  }
}
