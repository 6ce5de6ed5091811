/**
 * A sensor that was heard: its kind and state, its latest values, and the decoding of its packets. Independent of
 * the radio and the broker.
 *
 * Invariant: when the sensor stops sending a momentary value, the value is removed from `values` after
 * `silenceMs`. It is neither kept nor replaced with 0.
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
 * `heard`: it advertises and is not connected; `receiving`: it sends values without a connection; `waiting`:
 * the next attempt to connect is scheduled; `lost`: it was not heard for `outOfRangeMs`.
 */
export type SensorState = 'heard' | 'receiving' | 'connecting' | 'connected' | 'waiting' | 'lost';

/** Types whose newest reading expires if the sensor no longer sends it: momentary values and series. */
const EXPIRING_TYPES: readonly ReadingType[] = [
  ...MOMENTARY_TYPES,
  'RR_INTERVAL',
  'ECG',
  'EEG',
  'ACCELERATION',
  'GYROSCOPE',
  'MAGNETIC_FIELD',
  'LOCATION',
];

/** The source of a packet, which determines its decoder. */
export interface PacketSource {
  /** The family of formats: `gatt`, `ant`, or one for advertisements. */
  readonly profile: string;
  /** The characteristic, ANT+ device type or kind of advertisement. */
  readonly id: string;
}

/** A packet with its decoded content or error. */
export interface WatchedPacket extends PacketSource {
  readonly sensor: Sensor;
  readonly bytes: Uint8Array;
  readonly atMs: number;
  readonly packet: SessionPacket | undefined;
  readonly error: DecodeError | undefined;
}

/** Time without a packet from the stick or adapter in use after which packets from another one are used. */
const SOURCE_HOLD_MS = 2_000;

export interface SensorPorts {
  readonly clock: Clock;
  readonly silenceMs: number;
  /** Called with readings in the order of their packets. */
  readings(sensor: Sensor, readings: readonly Reading[], atMs: number): void;
  packet(packet: WatchedPacket): void;
  /** A property in the row of the sensor has changed. */
  changed(sensor: Sensor): void;
  /** The sensor was removed from the registry. */
  removed(sensor: Sensor): void;
}

/** A sensor, from the first time it is heard until it is removed. */
export class Sensor {
  readonly id: string;
  readonly transport: 'ble' | 'ant';
  readonly #ports: SensorPorts;
  readonly #sessions = new Map<string, DeviceSession>();
  readonly #values = new Map<ReadingType, Reading>();
  readonly #valueAtMs = new Map<ReadingType, number>();
  /** The last advertised payload of each kind, as Latin-1 text. */
  readonly #lastPayloads = new Map<string, string>();
  /** Names of its services or ANT+ profiles. */
  readonly kinds = new Set<string>();
  /** Types of the readings that it can send. */
  readonly gives = new Set<ReadingType>();
  name: string | undefined;
  rssiDbm: number | undefined;
  batteryPercent: number | undefined;
  /** The adapter or stick whose packets are used. */
  source: string | undefined;
  /** Time at which `source` last received a packet, in ms of the clock. */
  #sourceAtMs = Number.NEGATIVE_INFINITY;
  heardAtMs: number;
  readonly firstHeardAtMs: number;
  state: SensorState = 'heard';
  /** The reason for the state, if known. */
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

  /** The latest reading of each type whose value has not expired. */
  get values(): ReadonlyMap<ReadingType, Reading> {
    const oldestMs = this.#ports.clock.now() - this.#ports.silenceMs;
    for (const type of EXPIRING_TYPES) {
      if ((this.#valueAtMs.get(type) ?? 0) <= oldestMs) this.#values.delete(type);
    }
    return this.#values;
  }

  enter(state: SensorState, detail?: string): void {
    if (state === this.state && detail === this.detail) return;
    this.state = state;
    this.detail = detail;
    this.#ports.changed(this);
  }

  /**
   * Returns whether to use a packet that this adapter or stick has received. If several receive the sensor, only the
   * packets from one of them are used, so that each packet counts once.
   */
  acceptFrom(source: string): boolean {
    const nowMs = this.#ports.clock.now();
    const isHeld = nowMs - this.#sourceAtMs <= SOURCE_HOLD_MS;
    if (isHeld && this.source !== source) return false;
    this.source = source;
    this.#sourceAtMs = nowMs;
    return true;
  }

  /** Decodes a packet and reports its readings. Returns the decoded packet, or `undefined` on an error. */
  receive(from: PacketSource, bytes: Uint8Array): SessionPacket | undefined {
    const atMs = this.#ports.clock.now();
    this.heardAtMs = atMs;
    const result = this.#sessionOf(from.profile).next(from.id, bytes, atMs);
    const packet = result.ok ? result.value : undefined;
    const error = result.ok ? undefined : result.error;
    if (packet === undefined) this.undecodedPackets++;
    this.#ports.packet({ ...from, sensor: this, bytes, atMs, packet, error });
    if (packet !== undefined && packet.readings.length > 0) {
      for (const reading of packet.readings) this.#store(reading, atMs);
      this.#ports.readings(this, packet.readings, atMs);
    }
    return packet;
  }

  /**
   * Decodes an advertised payload. Ignores it if it is identical to the previous one, because broadcasts are repeated.
   */
  receiveAdvertisement(from: PacketSource, bytes: Uint8Array): void {
    const key = `${from.profile} ${from.id}`;
    const text = Buffer.from(bytes).toString('latin1');
    if (this.#lastPayloads.get(key) === text) return;
    this.#lastPayloads.set(key, text);
    this.receive(from, bytes);
  }

  /** Records a command sent to the sensor, because the decoder needs the stream settings in it. */
  recordCommand(id: string, bytes: Uint8Array): void {
    this.#sessionOf('gatt').written(id, bytes);
  }

  /** Resets values derived from earlier packets, such as differences of counters, after a new connection. */
  resetDerivedValues(): void {
    this.#sessions.get('gatt')?.reset();
  }

  /** Changes the owner. A different wheel circumference restarts decoding. */
  setOwner(owner: Owner | undefined): void {
    if (owner?.wheelCircumferenceM !== this.owner?.wheelCircumferenceM) this.close();
    this.owner = owner;
    this.#ports.changed(this);
  }

  /** Removes all momentary values after the connection has ended. */
  removeMomentaryValues(): void {
    this.#removeValues(EXPIRING_TYPES);
  }

  /** Closes the decoders. The next packet opens new ones. */
  close(): void {
    for (const session of this.#sessions.values()) session.close();
    this.#sessions.clear();
  }

  #store(reading: Reading, atMs: number): void {
    this.#values.set(reading.type, reading);
    this.#valueAtMs.set(reading.type, atMs);
    if (reading.type === 'BATTERY') this.batteryPercent = reading.val;
  }

  #removeValues(types: readonly ReadingType[]): void {
    const removed = types.filter((type) => this.#values.delete(type));
    if (removed.length > 0) this.#ports.changed(this);
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
      onSilence: (types) => this.#removeValues(types),
      ...(wheel !== undefined && { wheelCircumferenceM: wheel }),
    });
    this.#sessions.set(profile, session);
    return session;
  }
}
