/**
 * Sets up a sensor that was just connected, in the steps that `profileOf` gives for its services: reads,
 * subscriptions, and commands that start streams. All reads come first, because BlueZ signals the result of a
 * read in the same way as a notification.
 */
import { profileOf, type SessionPacket } from '@wearwire/ble-parsers';
import { messageOf, SensorUnreachableError } from '../errors.js';
import type { RadioCharacteristic, RadioLink } from '../radio/radio.js';
import type { Sensor } from './sensor.js';
import type { PolarStreams, StartContext } from './start-context.js';
import { startMuse } from './start-muse.js';
import { startPolar } from './start-polar.js';

export interface SetUpPorts {
  readonly commandTimeoutMs: number;
  notice(message: string): void;
  /** Called when a packet of the sensor was decoded. */
  packet(): void;
}

/**
 * Functions that start streams, by the name of the command's encoder in ble-parsers. Commands of other encoders are
 * not sent.
 */
const STARTERS: Readonly<Record<string, ((context: StartContext) => Promise<void>) | undefined>> = {
  encodePolarCommand: startPolar,
  encodeMuseCommand: startMuse,
};

interface Task {
  readonly action: 'read' | 'subscribe' | 'write';
  readonly characteristic: RadioCharacteristic;
  /** UUID in the form used by the decoders. */
  readonly id: string;
  readonly encoder?: string;
}

/** Rejects if the sensor has no characteristic to subscribe to, or if all subscriptions fail. */
export async function setUpLink(
  link: RadioLink,
  sensor: Sensor,
  polarStreams: PolarStreams,
  ports: SetUpPorts,
): Promise<void> {
  const tasks = tasksOf(link, sensor);
  const subscriptions = tasks.filter(({ action }) => action === 'subscribe');
  if (subscriptions.length === 0) {
    throw new SensorUnreachableError('the sensor has no characteristic that can be decoded');
  }
  const packetListeners: StartContext['packetListeners'] = new Set();
  const receive = (id: string, bytes: Uint8Array) => {
    const packet = sensor.receive({ profile: 'gatt', id }, bytes);
    if (packet === undefined) return undefined;
    ports.packet();
    for (const listener of packetListeners) listener(id, packet);
    return packet;
  };
  const valuesAtConnect = await readAll(link, tasks, receive);
  await subscribeAll(link, sensor, subscriptions, receive, ports);
  for (const { action, encoder = '', characteristic, id } of tasks) {
    const start = action === 'write' ? STARTERS[encoder] : undefined;
    const { commandTimeoutMs: timeoutMs } = ports;
    const shared = { link, sensor, timeoutMs, polarStreams, packetListeners, valuesAtConnect };
    await start?.({ ...shared, characteristic }).catch((error) => {
      ports.notice(`${sensor.id}: cannot start the streams of ${id}: ${messageOf(error)}`);
    });
  }
}

function tasksOf(link: RadioLink, sensor: Sensor): Task[] {
  return link.services.flatMap(({ uuid, characteristics }) =>
    profileOf(uuid).flatMap(({ name, steps }) => {
      sensor.kinds.add(name);
      return steps.flatMap(({ action, id, gives, encoder }) => {
        const wanted = longUuid(id);
        const characteristic = characteristics.find(({ uuid }) => longUuid(uuid) === wanted);
        if (characteristic === undefined || !supports(characteristic, action)) return [];
        for (const type of gives) sensor.gives.add(type);
        return [{ action, characteristic, id, ...(encoder !== undefined && { encoder }) }];
      });
    }),
  );
}

function supports(
  { canRead, canNotify, canWrite }: RadioCharacteristic,
  action: Task['action'],
): boolean {
  return { read: canRead, subscribe: canNotify, write: canWrite }[action];
}

/** End of the UUIDs that Bluetooth SIG assigns: the short form is their first 32 bits. */
const SIG_BASE = '00001000800000805F9B34FB';

/** Returns the 128-bit form in upper case, without hyphens. */
function longUuid(uuid: string): string {
  const digits = uuid.replaceAll('-', '').toUpperCase();
  return digits.length <= 8 ? `${digits.padStart(8, '0')}${SIG_BASE}` : digits;
}

/** Returns the readable values by UUID. Omits values whose read fails, because they only describe the sensor. */
async function readAll(
  link: RadioLink,
  tasks: readonly Task[],
  receive: (id: string, bytes: Uint8Array) => SessionPacket | undefined,
): Promise<Map<string, SessionPacket>> {
  const packets = new Map<string, SessionPacket>();
  for (const { action, id, characteristic } of tasks) {
    if (action !== 'read') continue;
    const bytes = await link.read(characteristic).catch(() => undefined);
    const packet = bytes && receive(id, bytes);
    if (packet !== undefined) packets.set(id, packet);
  }
  return packets;
}

/**
 * Rejects only if all subscriptions fail, because some sensors refuse a subscription that requires pairing and accept
 * the others.
 */
async function subscribeAll(
  link: RadioLink,
  sensor: Sensor,
  tasks: readonly Task[],
  receive: (id: string, bytes: Uint8Array) => SessionPacket | undefined,
  ports: SetUpPorts,
): Promise<void> {
  const failures: unknown[] = [];
  for (const { id, characteristic } of tasks) {
    await link
      .subscribe(characteristic, (bytes) => void receive(id, bytes))
      .catch((error) => failures.push(error));
  }
  if (failures.length === tasks.length) throw failures[0];
  for (const failure of failures) ports.notice(`${sensor.id}: ${messageOf(failure)}`);
}
