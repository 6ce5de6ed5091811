/** The Bluetooth radio against a mock of BlueZ on a private D-Bus. */
import {
  BluezMock,
  dbusDaemon,
  longUuid,
  type MockDevice,
  PrivateBus,
} from '@wearwire/test-support/bluez';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openBluezRadio } from '../src/radio/bluez/bluez-radio.js';
import { openNobleRadio } from '../src/radio/noble/noble-radio.js';
import type { AdapterState, OpenRadio, Radio, Sighting } from '../src/radio/radio.js';
import { Recorder } from './support/recorder.js';

const STRAP = 'C0:00:00:00:00:01';
const HEART_RATE = longUuid('2a37');
const OPTIONS = { connectionsPerAdapterMax: 2, commandTimeoutMs: 5_000, outOfRangeMs: 60_000 };

const strap = (address = STRAP, adapter = 'hci0'): MockDevice => ({
  address,
  adapter,
  name: 'Strap',
  batteryPercent: 80,
  services: [
    {
      uuid: longUuid('180d'),
      characteristics: [
        { uuid: HEART_RATE, flags: ['notify'] },
        { uuid: longUuid('2a38'), flags: ['read'], value: Uint8Array.of(1) },
      ],
    },
  ],
});

interface Opened extends AsyncDisposable {
  readonly radio: Radio;
  readonly sightings: Recorder<Sighting>;
  readonly adapters: Recorder<readonly AdapterState[]>;
  readonly notices: Recorder<string>;
}

async function open(openRadio: OpenRadio = openBluezRadio): Promise<Opened> {
  const sightings = new Recorder<Sighting>();
  const adapters = new Recorder<readonly AdapterState[]>();
  const notices = new Recorder<string>();
  const radio = await openRadio(
    { heard: sightings.record, adapters: adapters.record, notice: notices.record },
    OPTIONS,
  );
  return { radio, sightings, adapters, notices, [Symbol.asyncDispose]: () => radio.close() };
}

describe.skipIf(dbusDaemon === undefined)('a radio on a mock of BlueZ', () => {
  let bus: PrivateBus;
  let mock: BluezMock;
  beforeEach(async () => {
    bus = await PrivateBus.start();
    vi.stubEnv('DBUS_SYSTEM_BUS_ADDRESS', bus.address);
    mock = new BluezMock();
    mock.addAdapter('hci0');
    mock.addDevice(strap());
    await mock.attach(bus.address);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    mock.detach();
    await bus[Symbol.asyncDispose]();
  });

  it.each([
    ['BlueZ', openBluezRadio],
    [
      'noble',
      openNobleRadio(async () => {
        vi.stubEnv('NOBLE_BINDINGS', 'dbus');
        vi.resetModules();
        return (await import('@stoprocent/noble')).default as never;
      }),
    ],
  ])(
    'connects through %s, reads a value and receives each notification once',
    async (_name, openRadio) => {
      await using opened = await open(openRadio as OpenRadio);
      await opened.sightings.until(({ id }) => id === STRAP);
      const link = await opened.radio.connect(STRAP, 5_000);
      const service = link.services.find(({ uuid }) => /180d/i.test(uuid))!;
      const [measurement, location] = service.characteristics;
      expect(await link.read(location!)).toEqual(Uint8Array.of(1));
      const packets = new Recorder<number>();
      await link.subscribe(measurement!, (bytes) => packets.record(bytes[1]!));
      for (let rate = 60; rate < 70; rate++) {
        expect(mock.notify(STRAP, HEART_RATE, Uint8Array.of(0, rate))).toBe(true);
      }
      await packets.until((rate) => rate === 69);
      expect(packets.all).toEqual([60, 61, 62, 63, 64, 65, 66, 67, 68, 69]);
      mock.drop(STRAP);
      await link.closed;
    },
  );

  it('reads the battery level, which BlueZ does not export as a GATT service, and reports its changes', async () => {
    await using opened = await open();
    await opened.sightings.until(({ id }) => id === STRAP);
    const link = await opened.radio.connect(STRAP, 5_000);
    const [level] = link.services.find(({ uuid }) => uuid === '180f')!.characteristics;
    expect(await link.read(level!)).toEqual(Uint8Array.of(80));
    const levels = new Recorder<number>();
    await link.subscribe(level!, (bytes) => levels.record(bytes[0]!));
    mock.setBattery(STRAP, 79);
    expect(await levels.until(() => true)).toBe(79);
  });

  it('reports the payloads of an advertisement once, with the D-Bus signal that carries them', async () => {
    await using opened = await open();
    await opened.sightings.until(({ id }) => id === STRAP);
    mock.advertiseCompany(STRAP, 107, Uint8Array.of(1, 2, 3), -61);
    const sighting = await opened.sightings.until(
      ({ manufacturerData }) => manufacturerData.length > 0,
    );
    expect(sighting).toMatchObject({
      rssiDbm: -61,
      manufacturerData: [{ companyId: 107, bytes: Uint8Array.of(1, 2, 3) }],
    });
    mock.sight(STRAP, -40);
    const next = await opened.sightings.until(({ rssiDbm }) => rssiDbm === -40);
    expect(next.manufacturerData).toEqual([]);
  });

  it("refuses a connection above the adapter's limit while others are opened, and accepts it when one has closed", async () => {
    const addresses = ['A', 'B', 'C'].map((digit) => `C0:00:00:00:00:0${digit}`);
    for (const address of addresses) mock.addDevice(strap(address));
    await using opened = await open();
    await opened.sightings.until(({ id }) => id === addresses[2]);
    const [first, second, third] = addresses.map((address) => opened.radio.connect(address, 5_000));
    await expect(third).rejects.toMatchObject({
      reason: 'limit',
      message: 'no free connection on hci0 (limit: 2 per adapter)',
    });
    await second;
    await (await first!).close();
    await opened.radio.connect(addresses[2]!, 5_000);
    await expect(opened.radio.connect('C0:00:00:00:00:99', 5_000)).rejects.toMatchObject({
      reason: 'range',
    });
  });

  it('ends links when the adapter is switched off, and scans again when it is switched on', async () => {
    await using opened = await open();
    await opened.sightings.until(({ id }) => id === STRAP);
    const link = await opened.radio.connect(STRAP, 5_000);
    mock.setPowered('hci0', false);
    await link.closed;
    expect(await opened.notices.until((text) => text.includes('hci0 is off'))).toContain(
      'bluetoothctl power on',
    );
    opened.sightings.clear();
    mock.setPowered('hci0', true);
    await opened.sightings.until(({ id }) => id === STRAP);
    await opened.radio.connect(STRAP, 5_000);
  });

  it('recovers from a restart of BlueZ and of the bus', async () => {
    await using opened = await open();
    await opened.sightings.until(({ id }) => id === STRAP);
    const first = await opened.radio.connect(STRAP, 5_000);
    mock.detach();
    await first.closed;
    opened.sightings.clear();
    await mock.attach(bus.address);
    await opened.sightings.until(({ id }) => id === STRAP);
    const second = await opened.radio.connect(STRAP, 5_000);
    await bus.kill();
    await second.closed;
    mock.detach();
    await opened.notices.until((text) => text.includes('lost the D-Bus system bus'));
    opened.sightings.clear();
    await bus.start();
    await mock.attach(bus.address);
    await opened.sightings.until(({ id }) => id === STRAP);
    await opened.radio.connect(STRAP, 5_000);
  });

  it('reports why a sensor refuses a connection, and can retry', async () => {
    await using opened = await open();
    await opened.sightings.until(({ id }) => id === STRAP);
    mock.hooks.refuse = () => 'le-connection-abort-by-local';
    await expect(opened.radio.connect(STRAP, 5_000)).rejects.toThrow(
      'cannot connect: le-connection-abort-by-local',
    );
    mock.hooks.refuse = () => undefined;
    await opened.radio.connect(STRAP, 5_000);
  });
});

describe('a radio without D-Bus, BlueZ or an adapter', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('reports in one line that there is no bus', async () => {
    vi.stubEnv('DBUS_SYSTEM_BUS_ADDRESS', 'unix:path=/nowhere/bus');
    await expect(open()).rejects.toThrow(/^no D-Bus system bus at \/nowhere\/bus: install/);
  });

  it.skipIf(dbusDaemon === undefined)('reports that BlueZ or an adapter is missing', async () => {
    await using bus = await PrivateBus.start();
    vi.stubEnv('DBUS_SYSTEM_BUS_ADDRESS', bus.address);
    await expect(open()).rejects.toThrow('no Bluetooth service on the system bus');
    const mock = new BluezMock();
    await mock.attach(bus.address);
    await expect(open()).rejects.toThrow('no Bluetooth adapter');
    mock.detach();
  });
});
