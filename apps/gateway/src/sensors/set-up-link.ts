/**
 * Sets up a sensor that was just connected, in the steps that `profileOf` gives for its services: reads,
 * subscriptions, and commands that start streams. All reads come first, because BlueZ signals a value that
 * was read in the same way as a notification.
 */
import { profileOf, type SessionPacket } from '@wearwire/ble-parsers';
import { messageOf, SensorUnreachableError } from '../errors.js';
import type { RadioCharacteristic, RadioLink } from '../radio/radio.js';
import type { Sensor } from './sensor.js';
import { startMuse } from './start-muse.js';
import { startPolar } from './start-polar.js';
import type { PolarStreams, StartContext } from './starter.js';

export interface SetUpPorts {
  readonly commandTimeoutMs: number;
  notice(message: string): void;
  /** Called when a packet of the sensor was decoded. */
  packet(): void;
}

/**
 * Functions that start streams, by the name of the command's encoder in ble-parsers. Other commands are not
 * sent.
 */
const STARTERS: Readonly<Record<string, ((starter: StartContext) => Promise<void>) | undefined>> = {
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

/** Rejects if no characteristic of the sensor can be received. */
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
    for (const observe of packetListeners) observe(id, packet);
    return packet;
  };
  const valuesRead = await readAll(link, tasks, receive);
  await subscribeAll(link, sensor, subscriptions, receive, ports);
  for (const { action, encoder = '', characteristic, id } of tasks) {
    const start = action === 'write' ? STARTERS[encoder] : undefined;
    const { commandTimeoutMs: timeoutMs } = ports;
    const starter = {
      link,
      sensor,
      characteristic,
      timeoutMs,
      polarStreams,
      packetListeners,
      valuesAtConnect: valuesRead,
    };
    await start?.(starter).catch((error) => {
      ports.notice(`${sensor.id}: cannot start ${id}: ${messageOf(error)}`);
    });
  }
}

function tasksOf(link: RadioLink, sensor: Sensor): Task[] {
  return link.services.flatMap(({ uuid, characteristics }) =>
    profileOf(uuid).flatMap(({ name, steps }) => {
      sensor.kinds.add(name);
      return steps.flatMap(({ action, id, gives, encoder }) => {
        const characteristic = characteristics.find(({ uuid: candidate }) => isSame(candidate, id));
        if (characteristic === undefined || !can(characteristic, action)) return [];
        for (const type of gives) sensor.gives.add(type);
        return [{ action, characteristic, id, ...(encoder !== undefined && { encoder }) }];
      });
    }),
  );
}

function can(
  { canRead, canNotify, canWrite }: RadioCharacteristic,
  action: Task['action'],
): boolean {
  return { read: canRead, subscribe: canNotify, write: canWrite }[action];
}

const SIG_BASE = '00001000800000805F9B34FB';

function isSame(a: string, b: string): boolean {
  return longUuid(a) === longUuid(b);
}

function longUuid(uuid: string): string {
  const digits = uuid.replaceAll('-', '').toUpperCase();
  return digits.length <= 8 ? `${digits.padStart(8, '0')}${SIG_BASE}` : digits;
}

/** Reads all readable values. Omits those that fail, because they only describe the sensor. */
async function readAll(
  link: RadioLink,
  tasks: readonly Task[],
  receive: (id: string, bytes: Uint8Array) => SessionPacket | undefined,
): Promise<Map<string, SessionPacket>> {
  const reads = new Map<string, SessionPacket>();
  for (const { action, id, characteristic } of tasks) {
    if (action !== 'read') continue;
    const bytes = await link.read(characteristic).catch(() => undefined);
    const packet = bytes && receive(id, bytes);
    if (packet !== undefined) reads.set(id, packet);
  }
  return reads;
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
