/**
 * All sensors received by the Bluetooth radio and the ANT+ sticks: converts sightings and pages to readings,
 * in order. Connects a sensor if it has a user in the map and needs a connection to send values. Independent of
 * the broker.
 */
import { antProfileOf } from '@wearwire/ble-parsers';
import { type Clock, systemClock } from '@wearwire/client-core';
import type { FindSticks } from '../ant/ant-stick.js';
import type { AntPage } from '../ant/messages.js';
import { StickKeeper } from '../ant/stick-keeper.js';
import { messageOf, NothingToReceiveError } from '../errors.js';
import { GATEWAY_LIMITS, type GatewayLimits } from '../limits.js';
import type { AdapterState, OpenRadio, Radio, Sighting } from '../radio/radio.js';
import type { SensorMap } from '../users/sensor-map.js';
import { advertisedPackets, profilesOf } from './advertised.js';
import { BleConnection } from './ble-connection.js';
import { guardedEvents, type SensorHubEvents } from './hub-events.js';
import { Registry } from './registry.js';
import type { Sensor } from './sensor.js';
import { antId } from './sensor-id.js';
import type { PolarStreams } from './start-context.js';

/** Interval of the check for sensors that are no longer heard. */
const SWEEP_MS = 5_000;
/**
 * A sensor named in the map that advertises no known service for this time is connected to find its services.
 */
const UNKNOWN_MS = 10_000;

/** Radios, limits and the map of a hub. */
export interface SensorHubOptions {
  /** If absent, Bluetooth is not used. */
  readonly openRadio?: OpenRadio | undefined;
  /** If absent, ANT+ is not used. */
  readonly findSticks?: FindSticks | undefined;
  readonly map: SensorMap;
  readonly limits?: Partial<GatewayLimits>;
  readonly polarStreams?: PolarStreams;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly events: SensorHubEvents;
}

/** Receives all sensors in range until it is closed. */
export class SensorHub {
  readonly #options: SensorHubOptions;
  readonly #events: Required<SensorHubEvents>;
  readonly #limits: GatewayLimits;
  readonly #clock: Clock;
  readonly #registry: Registry;
  readonly #connections = new Map<string, BleConnection>();
  #radio: Radio | undefined;
  #sticks: StickKeeper | undefined;
  #sweepTimer: NodeJS.Timeout | undefined;
  adapters: readonly AdapterState[] = [];

  private constructor(options: SensorHubOptions) {
    const { clock = systemClock, map } = options;
    const events = guardedEvents(options.events);
    this.#options = options;
    this.#events = events;
    this.#limits = { ...GATEWAY_LIMITS, ...options.limits };
    this.#clock = clock;
    const ports = {
      clock,
      silenceMs: this.#limits.silenceMs,
      readings: events.readings,
      packet: events.packet,
      changed: (sensor: Sensor) => {
        // A removed sensor may still be disconnecting.
        if (this.#registry.get(sensor.id) === sensor) events.changed(sensor);
      },
      removed: (sensor: Sensor) => {
        this.#disconnect(sensor);
        events.removed(sensor);
      },
    };
    this.#registry = new Registry(ports, map, this.#limits);
  }

  /** Rejects with `NothingToReceiveError` if there is neither a radio nor a stick. */
  static async open(options: SensorHubOptions): Promise<SensorHub> {
    const hub = new SensorHub(options);
    const stickFailure = await hub.#openSticks();
    const radioFailure = await hub.#openRadio();
    if (hub.#radio === undefined && hub.sticks.length === 0) {
      await hub.close();
      throw nothingToReceive(radioFailure, stickFailure);
    }
    for (const failure of [radioFailure, stickFailure]) {
      if (failure !== undefined) hub.#events.notice(messageOf(failure));
    }
    hub.#sweepTimer = setInterval(() => hub.#registry.sweep(), SWEEP_MS);
    return hub;
  }

  get sensors(): readonly Sensor[] {
    return this.#registry.all();
  }

  /** Names of the ANT+ sticks that are receiving. */
  get sticks(): readonly string[] {
    return this.#sticks?.sticks ?? [];
  }

  /**
   * Replaces the map. Disconnects sensors that no longer have a user. If the user of a connected sensor changes,
   * reports `presence` for both: `false` for the old user, then `true` for the new one.
   */
  setMap(map: SensorMap): void {
    const report = (sensor: Sensor, isConnected: boolean): void => {
      if (sensor.state === 'connected') this.#events.presence(sensor, isConnected);
    };
    for (const sensor of this.#registry.setMap(map, (one) => report(one, false))) {
      if (sensor.owner === undefined) this.#disconnect(sensor);
      else report(sensor, true);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#sweepTimer);
    await Promise.all([...this.#connections.values()].map((connection) => connection.stop()));
    await this.#radio?.close();
    await this.#sticks?.close();
    this.#registry.close();
  }

  /** Resolves with the error if there is no radio. */
  async #openRadio(): Promise<unknown> {
    const { openRadio } = this.#options;
    if (openRadio === undefined) return undefined;
    const events = {
      heard: (sighting: Sighting) => this.#heard(sighting),
      adapters: (adapters: readonly AdapterState[]) => {
        this.adapters = adapters;
      },
      notice: this.#events.notice,
    };
    try {
      this.#radio = await openRadio(events, this.#limits);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** Resolves with the error of the first search, if any. */
  async #openSticks(): Promise<unknown> {
    const { findSticks } = this.#options;
    if (findSticks === undefined) return undefined;
    this.#sticks = new StickKeeper({
      find: findSticks,
      clock: this.#clock,
      stickSearchMs: this.#limits.stickSearchMs,
      page: (page, stick) => this.#page(page, stick),
      notice: this.#events.notice,
    });
    return this.#sticks.open();
  }

  #heard(sighting: Sighting): void {
    const { id, name, rssiDbm, adapter } = sighting;
    const known = this.#registry.get(id);
    const profiles = profilesOf(sighting);
    const isNamed = this.#registry.map.hasLineFor(id);
    // Most devices in range are not sensors, so do not register them.
    if (profiles.length === 0 && known === undefined && !isNamed) return;
    const sensor = this.#registry.recordHeard(id, 'ble');
    if (name !== undefined) sensor.name = name;
    if (rssiDbm !== undefined) sensor.rssiDbm = rssiDbm;
    for (const { name: kind, steps } of profiles) {
      sensor.kinds.add(kind);
      for (const { gives } of steps) for (const type of gives) sensor.gives.add(type);
    }
    this.#decodeAdvertisement(sensor, sighting);
    const needsConnection = profiles.some(({ transport }) => transport === 'connection');
    const mayHaveServices = isNamed && this.#advertisesNothingKnown(sensor);
    if (sensor.owner !== undefined && (needsConnection || mayHaveServices)) this.#connect(sensor);
    if (sensor.state === 'lost') sensor.enter('heard');
    if (sensor.source === undefined) sensor.source = adapter;
    this.#connections.get(id)?.onHeard();
  }

  /**
   * Whether a sensor has advertised no known service for `UNKNOWN_MS`, so that a connection is needed to find
   * its services. A single advertisement is not sufficient, because it often lacks data that others contain.
   */
  #advertisesNothingKnown({ kinds, firstHeardAtMs }: Sensor): boolean {
    return kinds.size === 0 && this.#clock.now() - firstHeardAtMs > UNKNOWN_MS;
  }

  /**
   * Decodes advertised values. Ignores them while the sensor is connected, because its notifications have them too.
   */
  #decodeAdvertisement(sensor: Sensor, sighting: Sighting): void {
    if (sensor.state === 'connected') return;
    const packets = advertisedPackets(sighting);
    if (packets.length === 0 || !sensor.acceptFrom(sighting.adapter)) return;
    if (sensor.state === 'heard') sensor.enter('receiving');
    for (const { from, bytes } of packets) sensor.receiveAdvertisement(from, bytes);
  }

  #page(page: AntPage, stick: string): void {
    const { deviceNumber, deviceType, bytes, rssiDbm } = page;
    const profile = antProfileOf(deviceType);
    const sensor = this.#registry.recordHeard(antId(deviceNumber, deviceType), 'ant');
    if (!sensor.acceptFrom(stick)) return;
    sensor.kinds.add(profile?.name ?? `ANT device type ${deviceType}`);
    for (const { gives } of profile?.steps ?? []) for (const type of gives) sensor.gives.add(type);
    if (rssiDbm !== undefined) sensor.rssiDbm = rssiDbm;
    if (sensor.state !== 'receiving') sensor.enter('receiving');
    sensor.receive({ profile: 'ant', id: String(deviceType) }, bytes);
  }

  #connect(sensor: Sensor): void {
    if (this.#connections.has(sensor.id)) return;
    const { polarStreams = new Map([['ECG', 130]]), random = Math.random } = this.#options;
    const connection = new BleConnection(sensor, {
      radio: () => this.#radio,
      limits: this.#limits,
      polarStreams,
      clock: this.#clock,
      random,
      presence: this.#events.presence,
      notice: this.#events.notice,
    });
    this.#connections.set(sensor.id, connection);
  }

  #disconnect(sensor: Sensor): void {
    const connection = this.#connections.get(sensor.id);
    this.#connections.delete(sensor.id);
    void connection?.stop().then(() => sensor.enter('heard'));
  }
}

function nothingToReceive(radioFailure: unknown, stickFailure: unknown): NothingToReceiveError {
  const reasons = [
    radioFailure === undefined ? undefined : messageOf(radioFailure),
    stickFailure === undefined ? 'no ANT+ stick is plugged in' : messageOf(stickFailure),
  ];
  const text = reasons.filter((reason) => reason !== undefined).join('; ');
  return new NothingToReceiveError(text, radioFailure ?? stickFailure);
}
