/**
 * A gateway in a separate process, which a test can kill. Its sticks are in the parent process: each USB transfer is a
 * message to the parent and a response. Reads its settings from WEARWIRE_TEST_GATEWAY.
 */
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { tokenFromServer } from '@wearwire/client-producer';
import { createGateway, openRadio, parseMapText, SensorMap, usbSticks } from '../../dist/index.js';

const settings = JSON.parse(process.env.WEARWIRE_TEST_GATEWAY ?? '{}');
const { url, dataDirectory, map, limits, stickIds, writeDelayMs } = settings;

const pending = new Map();
let lastId = 0;

function ask(stick, method, args) {
  return new Promise((resolve, reject) => {
    pending.set(++lastId, { resolve, reject });
    process.send?.({ id: lastId, stick, method, args });
  });
}

/** The device in the parent process, with the interface of the `usb` package. */
function remoteDevice({ stick, ...facts }) {
  const method =
    (name) =>
    (...args) =>
      ask(stick, name, args);
  const names = ['open', 'close', 'selectConfiguration', 'claimInterface', 'clearHalt'];
  const methods = Object.fromEntries(names.map((name) => [name, method(name)]));
  return {
    ...facts,
    ...methods,
    transferOut: method('transferOut'),
    transferIn: async (...args) => {
      const bytes = await ask(stick, 'transferIn', args);
      return { data: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
    },
  };
}

/** Delays each write to a journal, as on a slow SD card. */
async function delayWrites(delayMs) {
  const file = await open(process.execPath);
  const prototype = Object.getPrototypeOf(file);
  await file.close();
  const { appendFile } = prototype;
  prototype.appendFile = async function (...args) {
    await sleep(delayMs);
    return appendFile.apply(this, args);
  };
}

if (writeDelayMs > 0) await delayWrites(writeDelayMs);

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
