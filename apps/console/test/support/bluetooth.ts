/** Straps for the mock of BlueZ, and the browser's chooser, answered over the DevTools protocol. */
import { encodeHeartRateMeasurement, encodePolarEcg } from '@wearwire/ble-parsers';
import { type BluezMock, longUuid, type MockDevice } from '@wearwire/test-support/bluez';
import type { CDPSession, Page } from 'playwright-core';

const PMD = '02e7f3871cad8acd2d8df0c8';
export const HEART_RATE_MEASUREMENT = longUuid('2a37');
export const PMD_CONTROL = longUuid(`fb005c81${PMD}`);
export const PMD_DATA = longUuid(`fb005c82${PMD}`);

const text = (value: string) => new TextEncoder().encode(value);

const describing = (percent: number, manufacturer: string, model: string) => [
  {
    uuid: longUuid('180f'),
    characteristics: [
      { uuid: longUuid('2a19'), flags: ['read', 'notify'], value: Uint8Array.of(percent) },
    ],
  },
  {
    uuid: longUuid('180a'),
    characteristics: [
      { uuid: longUuid('2a29'), flags: ['read'], value: text(manufacturer) },
      { uuid: longUuid('2a24'), flags: ['read'], value: text(model) },
    ],
  },
];

const HEART_RATE_SERVICE = {
  uuid: longUuid('180d'),
  characteristics: [{ uuid: HEART_RATE_MEASUREMENT, flags: ['notify'] }],
};

export function strap(address: string, name: string, batteryPercent: number): MockDevice {
  const services = [HEART_RATE_SERVICE, ...describing(batteryPercent, 'Acme', 'HR 1')];
  return { address, name, services };
}

/** A strap that streams ECG after a command, like those of Polar. */
export function ecgStrap(address: string, name: string): MockDevice {
  const control = {
    uuid: PMD_CONTROL,
    flags: ['read', 'write', 'indicate'],
    // Features: ECG.
    value: Uint8Array.of(0x0f, 1, 0),
  };
  const pmd = {
    uuid: longUuid(`fb005c80${PMD}`),
    characteristics: [control, { uuid: PMD_DATA, flags: ['notify'] }],
  };
  return { address, name, services: [HEART_RATE_SERVICE, pmd] };
}

/** Returns the response of a Polar strap to a command of its control point. */
export function polarAnswer([opcode = 0, stream = 0]: Uint8Array): Uint8Array {
  const offered = [0, 2, 100, 0, 130, 0, 1, 1, 14, 0];
  return Uint8Array.from([0xf0, opcode, stream, 0, 0, ...(opcode === 1 ? offered : [])]);
}

export const beat = (heartRateBpm: number, rrIntervalMs = 812.5) =>
  encodeHeartRateMeasurement({ heartRateBpm, sensorContact: true, rrIntervalsMs: [rrIntervalMs] });

export const ecgPacket = (microvolts: readonly number[]) =>
  encodePolarEcg(1_000_000_000n, microvolts);

/** A mock with an adapter that Chromium accepts. */
export function addAdapter(bluez: BluezMock): void {
  bluez.addAdapter('hci0');
  bluez.addManagers('hci0');
}

/** Answers the device chooser of the page. The prompt is reported each time its list grows; it may be answered once. */
export class Chooser {
  readonly #devtools: CDPSession;

  private constructor(devtools: CDPSession) {
    this.#devtools = devtools;
  }

  static async of(page: Page): Promise<Chooser> {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('DeviceAccess.enable');
    return new Chooser(devtools);
  }

  /** Resolves when the device with this name was listed and chosen. Must be called before the prompt opens. */
  async choose(name: string): Promise<void> {
    const prompt = await new Promise<{ readonly id: string; readonly deviceId: string }>(
      (resolve) => {
        const listed = ({
          id,
          devices,
        }: {
          id: string;
          devices: { id: string; name: string }[];
        }) => {
          const device = devices.find((one) => one.name === name);
          if (device === undefined) return;
          this.#devtools.off('DeviceAccess.deviceRequestPrompted', listed);
          resolve({ id, deviceId: device.id });
        };
        this.#devtools.on('DeviceAccess.deviceRequestPrompted', listed);
      },
    );
    await this.#devtools.send('DeviceAccess.selectPrompt', prompt);
  }

  /** Closes the next prompt without a choice. */
  async cancel(): Promise<void> {
    const id = await new Promise<string>((resolve) => {
      this.#devtools.once('DeviceAccess.deviceRequestPrompted', (prompt) => resolve(prompt.id));
    });
    await this.#devtools.send('DeviceAccess.cancelPrompt', { id });
  }
}
