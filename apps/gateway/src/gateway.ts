/** Sensors to a broker: the hub of all sensors, and an output a user. Composition, no logic of either. */
import type { ClientError, StateChange } from '@wearwire/client-producer';
import { GATEWAY_LIMITS, type GatewayLimits } from './limits.js';
import type { AdapterState } from './radio/radio.js';
import { type SensorRow, sensorRow, type UserRow } from './sensor-row.js';
import type { Sensor } from './sensors/sensor.js';
import { SensorHub, type SensorHubOptions } from './sensors/sensor-hub.js';
import { type OutputOptions, UserOutput } from './submit/user-output.js';
import type { SensorMap } from './users/sensor-map.js';

/** What a gateway tells. */
export interface GatewayEvents {
  /** A line for people. */
  notice?(message: string): void;
  /** State, kind or owner of a sensor has changed, or one of its values fell out. */
  changed?(row: SensorRow): void;
  /**
   * The connection of a user's producer, with the error that it waits for. A broker that refuses the user (a wrong
   * key, a developer that was removed) is asked again like one that cannot be reached.
   */
  state?(user: string, change: StateChange): void;
  /** The journal of a user failed: its readings wait in memory alone. Or it had records that could not be read. */
  failed?(user: string, error: ClientError): void;
}

/** Where to, as whom, by which radios, for which users. */
export interface GatewayOptions extends OutputOptions, Omit<SensorHubOptions, 'events'> {
  readonly events?: GatewayEvents;
}

/** What was left when a gateway was closed; with a data directory it is kept for the next one. */
export interface GatewayReport {
  readonly unsentEvents: number;
  readonly unconfirmedEvents: number;
}

/** A gateway that runs. */
export interface Gateway extends AsyncDisposable {
  /** All sensors that are known now, those with a user first. */
  readonly sensors: readonly SensorRow[];
  readonly users: readonly UserRow[];
  readonly adapters: readonly AdapterState[];
  readonly sticks: readonly string[];
  /** Puts another map in force; sensors change their user with the next packet. */
  setMap(map: SensorMap): void;
  /** Ends all connections; gives the outputs `timeoutMs` (default 5,000) to send what waits. */
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
            if (sensor.owner) this.#outputOf(sensor.owner.user).take(sensor, readings, atMs);
          },
          presence: (sensor, isConnected) => {
            if (sensor.owner) this.#outputOf(sensor.owner.user).presence(sensor, isConnected);
          },
          changed: (sensor) => events.changed?.(this.#rowOf(sensor)),
          forgotten: ({ id }) => {
            for (const output of this.#outputs.values()) output.forget(id);
          },
          notice: (message) => events.notice?.(message),
        },
      });
      // What an earlier run left in the journals is sent, whether a sensor is heard or not.
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
    return this.#closeOutputs(timeoutMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #closeOutputs(timeoutMs: number | undefined): Promise<GatewayReport> {
    const outputs = [...this.#outputs.values()];
    const reports = await Promise.all(outputs.map((output) => output.close(timeoutMs)));
    return {
      unsentEvents: reports.reduce((sum, { unsentEvents }) => sum + unsentEvents, 0),
      unconfirmedEvents: reports.reduce((sum, report) => sum + report.unconfirmedEvents, 0),
    };
  }

  #rowOf(sensor: Sensor): SensorRow {
    const output = sensor.owner && this.#outputs.get(sensor.owner.user);
    return sensorRow(sensor, output);
  }

  #outputOf(user: string): UserOutput {
    const known = this.#outputs.get(user);
    if (known !== undefined) return known;
    const { events = {} } = this.#options;
    const output = new UserOutput(user, this.#options, this.#limits, {
      state: (who, change) => events.state?.(who, change),
      dropped: (who, count, reason) =>
        events.notice?.(`${who}: ${count} readings were dropped: ${reason}`),
      failed: (who, error) => events.failed?.(who, error),
    });
    this.#outputs.set(user, output);
    return output;
  }
}
