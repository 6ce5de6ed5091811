import { EventEmitter } from 'node:events';
import type { Noble } from '@stoprocent/noble';
import { expect, it } from 'vitest';
import type { Radio } from '../radio.js';
import { openNobleRadio } from './noble-radio.js';

const OPTIONS = { connectionsPerAdapterMax: 2, commandTimeoutMs: 100, outOfRangeMs: 60_000 };
const ADDRESSES = ['a', 'b', 'c'].map((digit) => `c0:00:00:00:00:0${digit}`);

/** A peripheral whose connection and discovery take the given times. */
class FakePeripheral extends EventEmitter {
  readonly advertisement = {};
  readonly address: string;
  readonly #connectMs: number;
  readonly #discoverMs: number;

  constructor(address: string, connectMs: number, discoverMs: number) {
    super();
    this.address = address;
    this.#connectMs = connectMs;
    this.#discoverMs = discoverMs;
  }

  async connectAsync(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.#connectMs));
  }

  async discoverAllServicesAndCharacteristicsAsync() {
    await new Promise((resolve) => setTimeout(resolve, this.#discoverMs));
    return { services: [] };
  }

  async disconnectAsync(): Promise<void> {
    this.disconnect();
  }

  disconnect(): void {
    this.emit('disconnect');
  }
}

/** Opens a radio that has discovered a peripheral for each address. */
async function openWith(connectMs = 0, discoverMs = 0): Promise<Radio> {
  const noble = Object.assign(new EventEmitter(), {
    waitForPoweredOnAsync: async () => {},
    startScanningAsync: async () => {},
    stopScanningAsync: async () => {},
    stop: () => {},
  });
  const events = { heard: () => {}, adapters: () => {}, notice: () => {} };
  const radio = await openNobleRadio(async () => noble as unknown as Noble)(events, OPTIONS);
  for (const address of ADDRESSES) {
    noble.emit('discover', new FakePeripheral(address, connectMs, discoverMs));
  }
  return radio;
}

it('refuses a connection above the limit while others are opened, and accepts it when one has closed', async () => {
  const radio = await openWith();
  const [first, second, third] = ADDRESSES.map((address) =>
    radio.connect(address.toUpperCase(), 1_000),
  );
  await expect(third).rejects.toMatchObject({ reason: 'limit' });
  await second;
  await (await first!).close();
  await radio.connect(ADDRESSES[2]!.toUpperCase(), 1_000);
  await radio.close();
});

it('applies the timeout to connection and service discovery together', async () => {
  const radio = await openWith(60, 60);
  await expect(radio.connect(ADDRESSES[0]!.toUpperCase(), 100)).rejects.toThrow(
    'cannot connect: no response within 100 ms',
  );
  await radio.close();
});
