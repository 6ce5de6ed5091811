/**
 * What is done with a sensor that was just connected: reads, subscriptions, commands that start streams, by
 * `profileOf` of the decoders. All reads come first: BlueZ tells a value that was read as if it was notified.
 */
import { profileOf, type SessionPacket } from '@wearwire/ble-parsers';
import { messageOf, SensorUnreachableError } from '../errors.js';
import type { RadioCharacteristic, RadioLink } from '../radio/radio.js';
import type { Sensor } from './sensor.js';
import { startMuse } from './start-muse.js';
import { startPolarStreams } from './start-polar.js';
import type { PolarStreams, Starter } from './starter.js';

export interface SetUpPorts {
  readonly commandTimeoutMs: number;
  notice(message: string): void;
  /** A packet of the sensor could be decoded. */
  packet(): void;
}

/** Commands by the name of their encoder in ble-parsers. Others are not for starting anything. */
const STARTERS: Readonly<Record<string, ((starter: Starter) => Promise<void>) | undefined>> = {
  encodePolarCommand: startPolarStreams,
  encodeMuseCommand: startMuse,
};

interface Task {
  readonly action: 'read' | 'subscribe' | 'write';
  readonly characteristic: RadioCharacteristic;
  /** As the decoders write it. */
  readonly id: string;
  readonly encoder?: string;
}

/** Rejects when nothing of the sensor can be received. */
export async function setUpLink(
  link: RadioLink,
  sensor: Sensor,
  polarStreams: PolarStreams,
  ports: SetUpPorts,
): Promise<void> {
  const tasks = tasksOf(link, sensor);
  const subscriptions = tasks.filter(({ action }) => action === 'subscribe');
  if (subscriptions.length === 0) {
    throw new SensorUnreachableError('it has no characteristic that can be decoded');
  }
  const packets: Starter['packets'] = new Set();
  const receive = (id: string, bytes: Uint8Array) => {
    const packet = sensor.packet({ profile: 'gatt', id }, bytes);
    if (packet === undefined) return undefined;
    ports.packet();
    for (const observe of packets) observe(id, packet);
    return packet;
  };
  const reads = await readAll(link, tasks, receive);
  await subscribeAll(link, sensor, subscriptions, receive, ports);
  for (const { action, encoder = '', characteristic, id } of tasks) {
    const start = action === 'write' ? STARTERS[encoder] : undefined;
    const { commandTimeoutMs: timeoutMs } = ports;
    const starter = { link, sensor, characteristic, timeoutMs, polarStreams, packets, reads };
    await start?.(starter).catch((error) => {
      ports.notice(`${sensor.id}: ${id} does not start: ${messageOf(error)}`);
    });
  }
}

function tasksOf(link: RadioLink, sensor: Sensor): Task[] {
  return link.services.flatMap(({ uuid, characteristics }) =>
    profileOf(uuid).flatMap(({ name, steps }) => {
      sensor.kinds.add(name);
      return steps.flatMap(({ action, id, gives, encoder }) => {
        const characteristic = characteristics.find((one) => isSame(one.uuid, id));
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

/** A value that cannot be read is left out: it only describes the sensor. */
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

/** Some sensors refuse one subscription (it needs a pairing) and give the others. */
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
