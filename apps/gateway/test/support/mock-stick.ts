/**
 * An ANT stick at the level of USB transfers: accepts commands by transferOut, responds to them, and returns pages by
 * transferIn while a receive scan is open. Transfers fail with the texts of the `usb` package, version 3. Not
 * simulated: the radio, and channels other than the scan.
 */
import type { UsbDevicePort } from '../../src/ant/usb-stick.js';

const SYNC = 0xa4;
const RESET = 0x4a;
const STARTUP = 0x6f;
const RESPONSE = 0x40;
const OPEN_SCAN = 0x5b;
const BROADCAST = 0x4e;
const TRANSFER_BYTES = 64;
/** Error messages of failed transfers and clearHalt calls, as in the `usb` package. */
const FAILURES = {
  timeout: 'transferIn error: Cancelled',
  stall: 'transferIn error: Stall',
  gone: 'transferIn error: Disconnected',
} as const;

function frame(id: number, ...content: number[]): number[] {
  const bytes = [SYNC, content.length, id, ...content];
  return [...bytes, bytes.reduce((sum, byte) => sum ^ byte, 0)];
}

export class MockStick implements UsbDevicePort {
  readonly vendorId = 0x0fcf;
  readonly productId = 0x1008;
  readonly bus: string;
  readonly address = 4;
  readonly configuration = {
    interfaces: [
      {
        alternate: {
          endpoints: [
            { endpointNumber: 1, direction: 'in' },
            { endpointNumber: 1, direction: 'out' },
          ],
        },
      },
    ],
  };
  /** Ids of the received commands. */
  readonly commands: number[] = [];
  /** Error of `open`, if it must fail. */
  refusal: string | undefined;
  /** Error of all transfers from the stick, if they must fail. */
  failure: string | undefined;
  /** Whether the stick does not respond to commands. */
  isDead = false;
  isScanning = false;
  /** Whether all transfers stall, until clearHalt. */
  isStalled = false;
  /** Number of transfers that timed out without data. */
  timeouts = 0;
  #queue: number[] = [];
  #wake: () => void = () => {};
  #isOpen = false;
  /** Resolve the promises of `allReceived`; called when a transfer is requested and no bytes are queued. */
  #resolveReceived: (() => void)[] = [];

  constructor(bus = '1') {
    this.bus = bus;
  }

  async open(): Promise<void> {
    if (this.refusal !== undefined) throw new Error(this.refusal);
    this.#isOpen = true;
    this.isScanning = false;
    this.#queue = [];
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    this.#wake();
  }

  async selectConfiguration(): Promise<void> {}
  async claimInterface(): Promise<void> {}

  async transferOut(_endpoint: number, data: Uint8Array): Promise<void> {
    const id = data[2] ?? 0;
    this.commands.push(id);
    if (this.isDead) return;
    if (id === RESET) this.#push(frame(STARTUP, 0));
    else this.#push(frame(RESPONSE, 0, id, 0));
    this.isScanning = id === OPEN_SCAN || (this.isScanning && id !== RESET);
  }

  async transferIn(
    _endpoint: number,
    length: number,
    timeoutMs = 1_000,
  ): Promise<{ data?: DataView }> {
    if (this.#queue.length === 0) {
      for (const resolve of this.#resolveReceived.splice(0)) resolve();
      await this.#woken(timeoutMs);
    }
    if (!this.#isOpen) throw new Error(FAILURES.gone);
    if (this.failure !== undefined) throw new Error(this.failure);
    if (this.isStalled) throw new Error(FAILURES.stall);
    if (this.#queue.length === 0) {
      this.timeouts++;
      throw new Error(FAILURES.timeout);
    }
    const bytes = Uint8Array.from(this.#queue.splice(0, Math.min(length, TRANSFER_BYTES)));
    return { data: new DataView(bytes.buffer) };
  }

  async clearHalt(): Promise<void> {
    this.isStalled = false;
  }

  /** Simulates that the stick is unplugged. */
  unplug(): void {
    this.#isOpen = false;
    this.isScanning = false;
    this.#wake();
  }

  /** Sends a page of a sensor. Returns `false` if the stick is not scanning, so that the page is lost. */
  page(deviceNumber: number, deviceType: number, page: readonly number[], rssiDbm = -70): boolean {
    if (!this.isScanning || !this.#isOpen) return false;
    const id = [deviceNumber & 0xff, (deviceNumber >> 8) & 0xff, deviceType];
    const transmission = ((deviceNumber >> 12) & 0xf0) | 1;
    this.#push(frame(BROADCAST, 0, ...page, 0xc0, ...id, transmission, 0x20, rssiDbm & 0xff, 0));
    return true;
  }

  /** Resolves when all pages so far were received and processed; ends a waiting transfer, as its timeout would. */
  allReceived(): Promise<void> {
    return new Promise((resolve) => {
      this.#resolveReceived.push(resolve);
      this.#wake();
    });
  }

  #woken(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #push(bytes: readonly number[]): void {
    this.#queue.push(...bytes);
    this.#wake();
  }
}
