/**
 * A gateway in a process of its own, to be killed. Its sticks are in the process that started it: each USB
 * transfer is a message there and an answer. Reads its settings from WEARWIRE_TEST_GATEWAY.
 */

import { tokenFromServer } from '@wearwire/client-producer';
import { createGateway, openRadio, parseMapText, SensorMap, usbSticks } from '../../dist/index.js';

const settings = JSON.parse(process.env.WEARWIRE_TEST_GATEWAY ?? '{}');
const { url, dataDirectory, map, limits, stickIds } = settings;

const pending = new Map();
let lastId = 0;

function ask(stick, method, args) {
  return new Promise((resolve, reject) => {
    pending.set(++lastId, { resolve, reject });
    process.send?.({ id: lastId, stick, method, args });
  });
}

/** The device at the other end, as the `usb` package would give it. */
function remoteDevice({ stick, ...facts }) {
  const method =
    (name) =>
    (...args) =>
      ask(stick, name, args);
  const names = ['open', 'close', 'reset', 'selectConfiguration', 'claimInterface'];
  const methods = Object.fromEntries(names.map((name) => [name, method(name)]));
  return {
    ...facts,
    ...methods,
    transferOut: method('transferOut'),
    transferIn: async (endpoint, length) => {
      const bytes = await ask(stick, 'transferIn', [endpoint, length]);
      return { data: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
    },
  };
}

let gateway;

process.on('message', async (message) => {
  if (message.ask === 'report') {
    process.send?.({
      report: {
        sensors: gateway.sensors,
        users: gateway.users,
        cpuMs: process.cpuUsage().user / 1_000 + process.cpuUsage().system / 1_000,
        residentBytes: process.memoryUsage().rss,
        heapBytes: process.memoryUsage().heapUsed,
      },
    });
  } else if (message.ask === 'close') {
    await gateway.close();
    process.exit(0);
  } else {
    const { resolve, reject } = pending.get(message.id);
    pending.delete(message.id);
    if (message.error === undefined) resolve(message.result);
    else reject(new Error(message.error));
  }
});
gateway = await createGateway({
  url,
  getToken: (user) => tokenFromServer({ url, developerId: 'me', apiKey: 'secret', user }),
  dataDirectory,
  map: new SensorMap(parseMapText(map, 'map')),
  openRadio,
  findSticks: usbSticks(async () => stickIds.map(remoteDevice)),
  limits,
  events: { notice: (text) => process.send?.({ notice: text }) },
});

process.send?.({ ready: true });
