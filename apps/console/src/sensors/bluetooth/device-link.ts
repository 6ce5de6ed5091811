/**
 * One connection to a device: discovers its services, reads and subscribes to the characteristics that `profileOf`
 * names, and starts the streams that need a command. All reads come before the subscriptions, because a browser
 * dispatches the same event for a value that it has read as for a notification.
 */
import { profileOf } from '@wearwire/ble-parsers';
import { PolarControl } from './polar-control.js';
import type { BluetoothCharacteristic, BluetoothDevice } from './web-bluetooth.js';

/** Called with a packet of a characteristic; returns the decoded value, `undefined` if it cannot be decoded. */
export type Receive = (id: string, bytes: Uint8Array, isNotified: boolean) => object | undefined;

export interface LinkPorts {
  readonly receive: Receive;
  /** Called with the bytes written to a characteristic. */
  readonly written: (id: string, bytes: Uint8Array) => void;
}

/** The device has no characteristic that this page can decode; reconnecting would not help. */
export class NothingToReadError extends Error {}

interface Task {
  readonly id: string;
  readonly action: 'read' | 'subscribe' | 'write';
  readonly characteristic: BluetoothCharacteristic;
}

/**
 * Resolves when the device is set up. `problem`: the reason why its streams could not be started, empty if there is
 * none; `lost` resolves when the connection ends. If this function rejects, the caller must disconnect the device.
 */
export async function openDeviceLink(
  device: BluetoothDevice,
  ports: LinkPorts,
): Promise<{ readonly problem: string; readonly lost: Promise<void> }> {
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
        if (characteristic && supports(characteristic, action))
          tasks.push({ id, action, characteristic });
      }
    }
  }
  const tasksOf = (action: Task['action']) => tasks.filter((task) => task.action === action);
  if (tasksOf('subscribe').length === 0) {
    throw new NothingToReadError('the device sends nothing that this page can decode');
  }
  const values = await readAll(tasksOf('read'), ports.receive);
  const polar = polarControlOf(tasksOf('write'), ports, values);
  await subscribeAll(tasksOf('subscribe'), (id, bytes, isNotified) => {
    const value = ports.receive(id, bytes, isNotified);
    if (value !== undefined) polar?.notified(value);
    return value;
  });
  // A refusal of the streams does not reject, because the device may still send other values; a lost link does.
  const failure = await Promise.race([
    polar?.startStreams().catch((error: Error) => error),
    lost.then(() => {
      throw new Error('the link was lost');
    }),
  ]);
  return { problem: failure?.message ?? '', lost };
}

function supports({ properties }: BluetoothCharacteristic, action: Task['action']): boolean {
  if (action === 'subscribe') return properties.notify || properties.indicate;
  return action === 'read' ? properties.read : properties.write;
}

/** Omits values that cannot be read or decoded. Without the features of a Polar device, no stream is started. */
async function readAll(tasks: readonly Task[], receive: Receive): Promise<Map<string, object>> {
  const values = new Map<string, object>();
  for (const { id, characteristic } of tasks) {
    const view = await characteristic.readValue().catch(() => undefined);
    const value = view && receive(id, bytesOf(view), false);
    if (value !== undefined) values.set(id, value);
  }
  return values;
}

/** Rejects only if all subscriptions are refused, because some devices refuse one that requires bonding. */
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

const POLAR_CONTROL_POINT = 'FB005C8102E7F3871CAD8ACD2D8DF0C8';

function polarControlOf(
  writes: readonly Task[],
  { written }: LinkPorts,
  values: ReadonlyMap<string, object>,
): PolarControl | undefined {
  const task = writes.find(({ id }) => id === POLAR_CONTROL_POINT);
  if (task === undefined) return undefined;
  const write = async (bytes: Uint8Array) => {
    written(task.id, bytes);
    await task.characteristic.writeValueWithResponse(bytes);
  };
  return new PolarControl(write, values.get(task.id));
}

const SIG_BASE = '00001000800000805F9B34FB';

/** `a`: a UUID in the notation of the browser; `b`: in the notation of the decoders. */
function isSame(a: string, b: string): boolean {
  const digits = a.replaceAll('-', '').toUpperCase();
  return digits === b || digits === `0000${b}${SIG_BASE}`;
}

/** Copies the bytes, because the browser may reuse the buffer. */
function bytesOf({ buffer, byteOffset, byteLength }: DataView): Uint8Array {
  return new Uint8Array(buffer.slice(byteOffset, byteOffset + byteLength));
}
