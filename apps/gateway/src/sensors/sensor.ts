/**
 * One sensor that was heard: what it is, its latest values, and its decoding. Knows no radio and no broker.
 *
 * Invariant: a quantity of the moment that the sensor does not send any more leaves `values`; nothing is
 * invented and nothing freezes.
 */
import {
  createDeviceSession,
  type DecodeError,
  type DeviceSession,
  MOMENTARY_TYPES,
  type Reading,
  type ReadingType,
  type SessionPacket,
} from '@wearwire/ble-parsers';
import type { Clock } from '@wearwire/client-core';
import type { Owner } from '../users/sensor-map.js';

/**
 * `heard`: it advertises, nothing more is wanted of it; `receiving`: its values come without a connection;
 * `waiting`: it will be connected again; `lost`: it was not heard for a while.
 */
export type SensorState = 'heard' | 'receiving' | 'connecting' | 'connected' | 'waiting' | 'lost';

/** Samples of a series: none of them is the value of now for longer than a quantity of the moment. */
const SERIES_TYPES: readonly ReadingType[] = [
  'RR_INTERVAL',
  'ECG',
  'EEG',
  'ACCELERATION',
  'GYROSCOPE',
  'MAGNETIC_FIELD',
  'LOCATION',
];
const FALLING_OUT = [...MOMENTARY_TYPES, ...SERIES_TYPES];

/** Where bytes came from. */
export interface PacketSource {
  /** Whose format they are of: `gatt`, `ant`, or that of an advertisement. */
  readonly profile: string;
  /** Characteristic, device type or kind of advertisement. */
  readonly id: string;
}

/** What a packet was, for who watches one sensor. */
export interface WatchedPacket extends PacketSource {
  readonly sensor: Sensor;
  readonly bytes: Uint8Array;
  readonly atMs: number;
  readonly packet: SessionPacket | undefined;
  readonly error: DecodeError | undefined;
}

export interface SensorPorts {
  readonly clock: Clock;
  readonly silenceMs: number;
  /** Readings in the order of their packets. */
  readings(sensor: Sensor, readings: readonly Reading[], atMs: number): void;
  packet(packet: WatchedPacket): void;
  /** Something that a row shows has changed. */
  changed(sensor: Sensor): void;
  /** It is not remembered any more. */
  forgotten(sensor: Sensor): void;
}

/** A sensor that was heard. */
export class Sensor {
  readonly id: string;
  readonly transport: 'ble' | 'ant';
  readonly #ports: SensorPorts;
  readonly #sessions = new Map<string, DeviceSession>();
  readonly #values = new Map<ReadingType, Reading>();
  readonly #valueAtMs = new Map<ReadingType, number>();
  readonly #lastBytes = new Map<string, string>();
  /** Names of services and profiles. */
  readonly kinds = new Set<string>();
  /** Types that it can lead to. */
  readonly gives = new Set<ReadingType>();
  name: string | undefined;
  rssiDbm: number | undefined;
  batteryPercent: number | undefined;
  /** The adapter or stick that hears it. */
  source: string | undefined;
  /** When that was heard last, by the clock. */
  sourceAtMs = Number.NEGATIVE_INFINITY;
  heardAtMs: number;
  readonly firstHeardAtMs: number;
  state: SensorState = 'heard';
  /** Why it is in this state, where that is not plain. */
  detail: string | undefined;
  owner: Owner | undefined;
  /** Packets that could not be decoded. */
  undecodedPackets = 0;

  constructor(id: string, transport: 'ble' | 'ant', ports: SensorPorts) {
    this.id = id;
    this.transport = transport;
    this.#ports = ports;
    this.heardAtMs = ports.clock.now();
    this.firstHeardAtMs = this.heardAtMs;
  }

  /** The latest reading of each type that has a value now. */
  get values(): ReadonlyMap<ReadingType, Reading> {
    const oldestMs = this.#ports.clock.now() - this.#ports.silenceMs;
    const isOld = (type: ReadingType) => (this.#valueAtMs.get(type) ?? 0) <= oldestMs;
    const old = FALLING_OUT.filter((type) => this.#values.has(type) && isOld(type));
    for (const type of old) this.#values.delete(type);
    return this.#values;
  }

  enter(state: SensorState, detail?: string): void {
    if (state === this.state && detail === this.detail) return;
    this.state = state;
    this.detail = detail;
    this.#ports.changed(this);
  }

  /** Decodes a packet and hands its readings on. Returns what was in it, if it could be decoded. */
  packet(from: PacketSource, bytes: Uint8Array): SessionPacket | undefined {
    const atMs = this.#ports.clock.now();
    this.heardAtMs = atMs;
    const result = this.#sessionOf(from.profile).next(from.id, bytes, atMs);
    const packet = result.ok ? result.value : undefined;
    const error = result.ok ? undefined : result.error;
    if (packet === undefined) this.undecodedPackets++;
    this.#ports.packet({ ...from, sensor: this, bytes, atMs, packet, error });
    if (packet !== undefined && packet.readings.length > 0) {
      for (const reading of packet.readings) this.#keep(reading, atMs);
      this.#ports.readings(this, packet.readings, atMs);
    }
    return packet;
  }

  /** An advertisement that is the same byte for byte is the same broadcast, heard again. */
  advertisement(from: PacketSource, bytes: Uint8Array): void {
    const key = `${from.profile} ${from.id}`;
    const text = Buffer.from(bytes).toString('latin1');
    if (this.#lastBytes.get(key) === text) return;
    this.#lastBytes.set(key, text);
    this.packet(from, bytes);
  }

  /** A command was written: settings of streams are in it. */
  written(id: string, bytes: Uint8Array): void {
    this.#sessionOf('gatt').written(id, bytes);
  }

  /** A new connection: what was derived from earlier packets means nothing now. */
  reconnected(): void {
    this.#sessions.get('gatt')?.reset();
  }

  /** The wheel is another one, or the sensor has another owner. */
  setOwner(owner: Owner | undefined): void {
    if (owner?.wheelCircumferenceM !== this.owner?.wheelCircumferenceM) this.#closeSessions();
    this.owner = owner;
    this.#ports.changed(this);
  }

  /** No values any more: the connection is gone. */
  lost(): void {
    this.#silent(FALLING_OUT);
  }

  close(): void {
    this.#closeSessions();
  }

  #keep(reading: Reading, atMs: number): void {
    this.#values.set(reading.type, reading);
    this.#valueAtMs.set(reading.type, atMs);
    if (reading.type === 'BATTERY') this.batteryPercent = reading.val;
  }

  #silent(types: readonly ReadingType[]): void {
    const gone = types.filter((type) => this.#values.delete(type));
    if (gone.length > 0) this.#ports.changed(this);
  }

  #sessionOf(profile: string): DeviceSession {
    const known = this.#sessions.get(profile);
    if (known !== undefined) return known;
    const { clock, silenceMs } = this.#ports;
    const wheel = this.owner?.wheelCircumferenceM;
    const session = createDeviceSession({
      profile,
      clock,
      silenceMs,
      onSilence: (types) => this.#silent(types),
      ...(wheel !== undefined && { wheelCircumferenceM: wheel }),
    });
    this.#sessions.set(profile, session);
    return session;
  }

  #closeSessions(): void {
    for (const session of this.#sessions.values()) session.close();
    this.#sessions.clear();
  }
}
