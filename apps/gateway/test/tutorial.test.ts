/**
 * Runs the commands of "A strap on a Raspberry Pi" step by step, with a mock of BlueZ instead of radio and strap. Only
 * the port differs, and `npx wearwire` is replaced with this build. Commands that install packages are not run.
 */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BluezMock, dbusDaemon, longUuid, PrivateBus } from '@wearwire/test-support/bluez';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UDEV_RULE } from '../src/ant/usb-stick.js';
import { freePort } from './support/broker-child.js';
import { TypedCommand } from './support/typed-command.js';

const ROOT = new URL('../../../', import.meta.url);
const STRAP = 'C0:00:00:00:00:01';
const HEART_RATE = longUuid('2a37');

const read = (path: string) => readFile(fileURLToPath(new URL(path, ROOT)), 'utf8');

describe.skipIf(dbusDaemon === undefined)('the tutorial of a strap on a Raspberry Pi', () => {
  let bus: PrivateBus;
  let folder = '';
  let port = 0;
  let lines: string[] = [];
  let beats: NodeJS.Timeout;
  const mock = new BluezMock();

  beforeEach(async () => {
    bus = await PrivateBus.start();
    folder = await mkdtemp(join(tmpdir(), 'wearwire-pi-'));
    port = await freePort();
    const page = await read('docs/tutorials/a-strap-on-a-raspberry-pi.md');
    const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, code]) => code!.trim());
    lines = blocks
      .flatMap((block) => block.split('\n'))
      .filter((line) => /npx wearwire/.test(line));
    mock.addAdapter('hci0');
    mock.addDevice({
      address: STRAP,
      name: 'Strap 1234',
      batteryPercent: 80,
      services: [
        {
          uuid: longUuid('180d'),
          characteristics: [{ uuid: HEART_RATE, flags: ['notify'] }],
        },
      ],
    });
    await mock.attach(bus.address);
    beats = setInterval(() => {
      mock.sight(STRAP, -61);
      mock.notify(STRAP, HEART_RATE, Uint8Array.of(0x16, 72, 0x40, 0x03));
    }, 100);
  });
  afterEach(async () => {
    clearInterval(beats);
    mock.detach();
    await bus[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const type = (fragment: string, change = (line: string) => line): TypedCommand => {
    const line = lines.find((one) => one.includes(fragment));
    if (line === undefined) throw new Error(`the page has no line with ${fragment}`);
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      WEARWIRE_PORT: String(port),
      DBUS_SYSTEM_BUS_ADDRESS: bus.address,
    };
    return new TypedCommand(change(line).replaceAll(':8080', `:${port}`), env, folder);
  };

  it('works from the check of the radio to readings at the broker', async () => {
    await using doctor = type('doctor --sensors');
    await doctor.seen(/^ok +bluetooth +the Bluetooth service responds; 1 device in range/m);
    await doctor.seen(/^ok +adapter-hci0 +is on/m);
    expect(await doctor.ended).toBe(0);

    await using _serve = type(' serve ');
    await _serve.seen(/broker ready/);
    await using devices = type('devices', (line) => `${line} --for 1s`);
    await devices.seen(
      /^C0:00:00:00:00:01 +Strap 1234 +-61 dBm +Heart Rate.* HEART_RATE, RR_INTERVAL/m,
    );
    expect(await devices.ended).toBe(0);

    await using watch = type('devices watch', (line) => line.replace('10s', '2s'));
    await watch.seen(/2A37 16484003 heartRateBpm=72 .*→ HEART_RATE 72 bpm, RR_INTERVAL 812.5 ms/);
    expect(await watch.ended).toBe(0);

    await using gateway = type(' gateway ', (line) => `${line} --interval 200ms`);
    await gateway.seen(
      /C0:00:00:00:00:01 .*Strap 1234 .*Heart Rate .*anna +72 bpm .*-61 dBm +80 %/,
    );
    await using tail = type(' tail ');
    await tail.seen(/anna +HEART_RATE +72 bpm/);
    mock.drop(STRAP);
    await gateway.seen(/waiting: the connection was lost/);
    gateway.stop();
    expect(await gateway.ended).toBe(0);
  });

  it('contains the same udev rule as the error message', async () => {
    expect(await read('deploy/udev/60-ant-stick.rules')).toContain(UDEV_RULE);
  });
});
