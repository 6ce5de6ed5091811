/**
 * The page of a phone: pairs a sensor over Web Bluetooth and streams it to the broker. A test bundles it, sets
 * `globalThis.wanted` and clicks the button; `globalThis.phone.counts` has the number of notifications so far, by the
 * name of the sensor.
 */
import { createDeviceSession, encodePolarCommand } from '@wearwire/ble-parsers';
import { createProducer } from '@wearwire/client-producer';
import { ReadingSubmitter, streamSensor } from '@wearwire/client-producer/ble';

const counts = {};
const producers = [];

const { prototype } = globalThis.BluetoothRemoteGATTCharacteristic;
const { startNotifications } = prototype;
prototype.startNotifications = function () {
  const { name } = this.service.device;
  this.addEventListener('characteristicvaluechanged', () => {
    counts[name] = (counts[name] ?? 0) + 1;
  });
  return startNotifications.call(this);
};

async function pair({ url, user, service, characteristic, control }) {
  const device = await navigator.bluetooth.requestDevice({ filters: [{ services: [service] }] });
  const getToken = async ({ signal }) =>
    (await fetch(`/token/${encodeURIComponent(user)}`, { signal })).text();
  const producer = createProducer({ url, getToken });
  producers.push(producer);
  if (control !== undefined) {
    const strap = new EcgStrap(device, producer, { service, characteristic, control });
    device.addEventListener('gattserverdisconnected', () => strap.connect());
    return strap.connect();
  }
  const server = await device.gatt.connect();
  const found = await (await server.getPrimaryService(service)).getCharacteristic(characteristic);
  streamSensor(producer, { characteristic: found, includeQuality: true });
}

/** A strap whose stream starts after commands. `streamSensor` sends none, so the page uses a session and a submitter. */
class EcgStrap {
  #session = createDeviceSession({ profile: 'gatt' });
  #answered = () => {};

  constructor(device, producer, uuids) {
    this.device = device;
    this.uuids = uuids;
    this.submitter = new ReadingSubmitter(producer, { includeQuality: true });
  }

  async connect() {
    const server = await this.device.gatt.connect();
    const service = await server.getPrimaryService(this.uuids.service);
    const control = await service.getCharacteristic(this.uuids.control);
    const data = await service.getCharacteristic(this.uuids.characteristic);
    this.#session.reset();
    this.submitter.reconnected();
    for (const one of [control, data]) {
      one.addEventListener('characteristicvaluechanged', () => this.#received(one));
      await one.startNotifications();
    }
    await this.#command(control, { command: 'settings', stream: 'ECG' });
    const settings = { sampleRateHz: 130, resolutionBits: 14 };
    await this.#command(control, { command: 'start', stream: 'ECG', settings });
  }

  #received({ uuid, value }) {
    const nowMs = Date.now();
    const result = this.#session.next(uuid, value, nowMs);
    if (result.ok) this.submitter.submit(result.value.readings, nowMs);
    if (uuid === this.uuids.control) this.#answered();
  }

  async #command(control, command) {
    const answer = new Promise((resolve) => {
      this.#answered = resolve;
    });
    const bytes = encodePolarCommand(command);
    this.#session.written(control.uuid, bytes);
    await control.writeValueWithResponse(bytes);
    await answer;
  }
}

const button = document.createElement('button');
button.textContent = 'Pair';
button.addEventListener('click', () => {
  globalThis.paired = pair(globalThis.wanted);
});
document.body.append(button);

globalThis.phone = {
  counts,
  /** Resolves to the number of unconfirmed readings. */
  close: async () => {
    const reports = await Promise.all(producers.map((producer) => producer.close()));
    return reports.reduce((sum, one) => sum + one.unsentEvents + one.unconfirmedEvents, 0);
  },
};
