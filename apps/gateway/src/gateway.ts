/** Connects the hub of all sensors with one output per user; contains no other logic. */
import type { ClientError, StateChange } from '@wearwire/client-producer';
import { GATEWAY_LIMITS, type GatewayLimits } from './limits.js';
import { plural } from './plural.js';
import type { AdapterState } from './radio/radio.js';
import { type SensorRow, sensorRow, type UserRow } from './sensor-row.js';
import type { Sensor } from './sensors/sensor.js';
import { SensorHub, type SensorHubOptions } from './sensors/sensor-hub.js';
import { type OutputOptions, UserOutput } from './submit/user-output.js';
import type { SensorMap } from './users/sensor-map.js';

/** Callbacks of a gateway. */
export interface GatewayEvents {
  /** A message to show to the operator. */
  notice?(message: string): void;
  /** The state, kind or owner of a sensor has changed, or one of its values has expired. */
  changed?(row: SensorRow): void;
  /**
   * The connection state of a user's producer has changed; in `waiting`, `change.error` says why. If the broker
   * refuses the user (a wrong key, a removed developer), the producer retries as for a broker that cannot be reached.
   */
  state?(user: string, change: StateChange): void;
  /**
   * The journal of a user failed, so that readings are queued only in memory, or it had unreadable records.
   */
  failed?(user: string, error: ClientError): void;
}

/** The broker, credentials, radios and users of a gateway. */
export interface GatewayOptions extends OutputOptions, Omit<SensorHubOptions, 'events'> {
  readonly events?: GatewayEvents;
}

/**
 * Numbers of events not confirmed when a gateway was closed. With a data directory, the next run submits them.
 */
export interface GatewayReport {
  readonly unsentEvents: number;
  readonly unconfirmedEvents: number;
}

/** A running gateway. */
export interface Gateway extends AsyncDisposable {
  /** All current sensors, those with a user first. */
  readonly sensors: readonly SensorRow[];
  readonly users: readonly UserRow[];
  readonly adapters: readonly AdapterState[];
  readonly sticks: readonly string[];
  /** Replaces the map from sensors to users. It applies from the next packet of each sensor. */
  setMap(map: SensorMap): void;
  /** Disconnects all sensors, then waits at most `timeoutMs` (default 5,000) until queued readings are confirmed. */
  close(timeoutMs?: number): Promise<GatewayReport>;
}

/** Rejects with `GatewayError` when there is neither a radio nor a stick; `OptionError` for a wrong URL. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const gateway = new RunningGateway(options);
  await gateway.open();
  return gateway;
}

class RunningGateway implements Gateway {
  readonly #options: GatewayOptions;
  readonly #limits: GatewayLimits;
  readonly #outputs = new Map<string, UserOutput>();
  #hub: SensorHub | undefined;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#limits = { ...GATEWAY_LIMITS, ...options.limits };
  }

  async open(): Promise<void> {
    const { events = {} } = this.#options;
    try {
      this.#hub = await SensorHub.open({
        ...this.#options,
        events: {
          readings: (sensor, readings, atMs) => {
            if (sensor.owner) this.#outputOf(sensor.owner.user).submit(sensor, readings, atMs);
          },
          presence: (sensor, isConnected) => {
            if (sensor.owner) this.#outputOf(sensor.owner.user).reportPresence(sensor, isConnected);
          },
          changed: (sensor) => events.changed?.(this.#rowOf(sensor)),
          removed: ({ id }) => {
            for (const output of this.#outputs.values()) output.removeSensor(id);
          },
          notice: (message) => events.notice?.(message),
        },
      });
      // Open all outputs now, so that readings from an earlier run that are still in the journals are sent.
      for (const user of this.#options.map.users) this.#outputOf(user);
    } catch (error) {
      await this.close(0);
      throw error;
    }
  }

  get sensors(): readonly SensorRow[] {
    const rows = (this.#hub?.sensors ?? []).map((sensor) => this.#rowOf(sensor));
    const key = ({ user, id }: SensorRow) => `${user === undefined ? 1 : 0}${user ?? ''} ${id}`;
    return rows.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }

  get users(): readonly UserRow[] {
    return [...this.#outputs.values()].map(({ user, producer, waiting }) => ({
      user,
      state: producer.state,
      waiting,
      dropped: producer.droppedEvents,
    }));
  }

  get adapters(): readonly AdapterState[] {
    return this.#hub?.adapters ?? [];
  }

  get sticks(): readonly string[] {
    return this.#hub?.sticks ?? [];
  }

  setMap(map: SensorMap): void {
    for (const user of map.users) this.#outputOf(user);
    this.#hub?.setMap(map);
  }

  async close(timeoutMs?: number): Promise<GatewayReport> {
    await this.#hub?.close();
    const outputs = [...this.#outputs.values()];
    const reports = await Promise.all(outputs.map((output) => output.close(timeoutMs)));
    return {
      unsentEvents: reports.reduce((sum, { unsentEvents }) => sum + unsentEvents, 0),
      unconfirmedEvents: reports.reduce((sum, report) => sum + report.unconfirmedEvents, 0),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #rowOf(sensor: Sensor): SensorRow {
    return sensorRow(sensor, sensor.owner && this.#outputs.get(sensor.owner.user));
  }

  #outputOf(user: string): UserOutput {
    const known = this.#outputs.get(user);
    if (known !== undefined) return known;
    const { events = {} } = this.#options;
    const output = new UserOutput(user, this.#options, this.#limits);
    output.producer.on('state', (change) => events.state?.(user, change));
    output.producer.on('dropped', ({ count, reason }) =>
      events.notice?.(`${user}: dropped ${plural(count, 'reading')}: ${reason}`),
    );
    output.producer.on('error', (error) => {
      // All other errors are in the changes of the state.
      if (error.code.startsWith('store-')) events.failed?.(user, error);
    });
    this.#outputs.set(user, output);
    return output;
  }
}
