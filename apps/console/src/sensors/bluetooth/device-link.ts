/**
 * One connection to a device: discovers its services, reads and subscribes to what `profileOf` names, and starts the
 * streams that need a command. All reads come first: a value that was read arrives as a notification too.
 */
import { profileOf } from '@wearwire/ble-parsers';
import { PolarControl } from './polar-control.js';
import type { BluetoothCharacteristic, BluetoothDevice } from './web-bluetooth.js';

export type Receive = (id: string, bytes: Uint8Array, isNotified: boolean) => object | undefined;

export interface LinkPorts {
  /** Takes a packet of a characteristic; returns what it was decoded to, if it could be. */
  readonly receive: Receive;
  /** Takes what is written to a characteristic. */
  readonly written: (id: string, bytes: Uint8Array) => void;
}

/** The device has no characteristic that this page can decode: connecting again would not help. */
export class NothingToReadError extends Error {}

interface Task {
  readonly id: string;
  readonly action: 'read' | 'subscribe' | 'write';
  readonly characteristic: BluetoothCharacteristic;
}

/** Resolves when the device is set up, with a promise of the end of the link. */
export async function openDeviceLink(
  device: BluetoothDevice,
  ports: LinkPorts,
): Promise<{ readonly lost: Promise<void> }> {
  const lost = new Promise<void>((resolve) => {
    device.addEventListener('gattserverdisconnected', () => resolve(), { once: true });
  });
  const server = await device.gatt.connect();
  const tasks: Task[] = [];
  for (const service of await server.getPrimaryServices()) {
    const characteristics = await service.getCharacteristics();
    for (const { steps } of profileOf(service.uuid)) {
      for (const { id, action } of steps) {
        const characteristic = characteristics.find((one) => isSame(one.uuid, id));
        if (characteristic && can(characteristic, action))
          tasks.push({ id, action, characteristic });
      }
    }
  }
  const of = (action: Task['action']) => tasks.filter((task) => task.action === action);
  if (of('subscribe').length === 0) {
    device.gatt.disconnect();
    throw new NothingToReadError('it sends nothing that this page can decode');
  }
  const values = await readAll(of('read'), ports.receive);
  const polar = polarControlOf(of('write'), ports, values);
  await subscribeAll(of('subscribe'), (id, bytes, isNotified) => {
    const value = ports.receive(id, bytes, isNotified);
    if (value !== undefined) polar?.notified(value);
    return value;
  });
  await polar?.startStreams();
  return { lost };
}

function can({ properties }: BluetoothCharacteristic, action: Task['action']): boolean {
  if (action === 'subscribe') return properties.notify || properties.indicate;
  return action === 'read' ? properties.read : properties.write;
}

/** A value that cannot be read is left out: it only describes the device. */
async function readAll(tasks: readonly Task[], receive: Receive): Promise<Map<string, object>> {
  const values = new Map<string, object>();
  for (const { id, characteristic } of tasks) {
    const view = await characteristic.readValue().catch(() => undefined);
    const value = view && receive(id, bytesOf(view), false);
    if (value !== undefined) values.set(id, value);
  }
  return values;
}

/** Some devices refuse one subscription, which needs a bond, and give the others. Rejects where all are refused. */
async function subscribeAll(tasks: readonly Task[], receive: Receive): Promise<void> {
  const failures: unknown[] = [];
  for (const { id, characteristic } of tasks) {
    characteristic.addEventListener('characteristicvaluechanged', () => {
      if (characteristic.value !== undefined) receive(id, bytesOf(characteristic.value), true);
    });
    await characteristic.startNotifications().catch((error) => failures.push(error));
  }
  if (failures.length === tasks.length) throw failures[0];
}

const POLAR_ENCODER = 'FB005C8102E7F3871CAD8ACD2D8DF0C8';

function polarControlOf(
  writes: readonly Task[],
  { written }: LinkPorts,
  values: ReadonlyMap<string, object>,
): PolarControl | undefined {
  const task = writes.find(({ id }) => id === POLAR_ENCODER);
  if (task === undefined) return undefined;
  const write = async (bytes: Uint8Array) => {
    written(task.id, bytes);
    await task.characteristic.writeValueWithResponse(bytes);
  };
  return new PolarControl(write, values.get(task.id));
}

const SIG_BASE = '00001000800000805F9B34FB';

/** `a`: as the browser writes a UUID; `b`: as the decoders do. */
function isSame(a: string, b: string): boolean {
  const digits = a.replaceAll('-', '').toUpperCase();
  return digits === b || digits === `0000${b}${SIG_BASE}`;
}

/** A copy: the browser may use the buffer again. */
function bytesOf({ buffer, byteOffset, byteLength }: DataView): Uint8Array {
  return new Uint8Array(buffer.slice(byteOffset, byteOffset + byteLength));
}
