/** The sensors heard recently, by id. At most `sensorsMax`; sensors without a user are removed first. */
import type { GatewayLimits } from '../limits.js';
import type { SensorMap } from '../users/sensor-map.js';
import { Sensor, type SensorPorts } from './sensor.js';

export class Registry {
  readonly #sensors = new Map<string, Sensor>();
  readonly #ports: SensorPorts;
  readonly #limits: GatewayLimits;
  #map: SensorMap;

  constructor(ports: SensorPorts, map: SensorMap, limits: GatewayLimits) {
    this.#ports = ports;
    this.#map = map;
    this.#limits = limits;
  }

  get map(): SensorMap {
    return this.#map;
  }

  get(id: string): Sensor | undefined {
    return this.#sensors.get(id);
  }

  all(): Sensor[] {
    return [...this.#sensors.values()];
  }

  /** Returns the sensor with this id and records that it was heard. Creates it the first time. */
  recordHeard(id: string, transport: 'ble' | 'ant'): Sensor {
    const known = this.#sensors.get(id);
    if (known !== undefined) {
      known.heardAtMs = this.#ports.clock.now();
      return known;
    }
    const sensor = new Sensor(id, transport, this.#ports);
    sensor.owner = this.#map.ownerOf(id);
    this.#sensors.set(id, sensor);
    this.#enforceLimit();
    return sensor;
  }

  /** Replaces the map. Returns the sensors whose user has changed; calls `leaving` with each before it changes. */
  setMap(map: SensorMap, leaving: (sensor: Sensor) => void = () => {}): Sensor[] {
    this.#map = map;
    return this.all().filter((sensor) => {
      const owner = map.ownerOf(sensor.id);
      const isMoved = owner?.user !== sensor.owner?.user;
      if (isMoved) leaving(sensor);
      sensor.setOwner(owner);
      return isMoved;
    });
  }

  /** Marks sensors not heard for `outOfRangeMs` as lost, and removes those without a user. */
  sweep(): void {
    const oldestMs = this.#ports.clock.now() - this.#limits.outOfRangeMs;
    for (const sensor of this.all()) {
      if (sensor.heardAtMs >= oldestMs || sensor.state === 'connected') continue;
      if (sensor.owner === undefined) this.#remove(sensor);
      else if (sensor.state === 'heard' || sensor.state === 'receiving') sensor.enter('lost');
    }
  }

  /** Removes all sensors. */
  close(): void {
    for (const sensor of this.all()) this.#remove(sensor);
  }

  #enforceLimit(): void {
    if (this.#sensors.size <= this.#limits.sensorsMax) return;
    const byAge = this.all().sort((a, b) => a.heardAtMs - b.heardAtMs);
    const oldest = byAge.find(({ owner }) => owner === undefined) ?? byAge[0];
    if (oldest !== undefined) this.#remove(oldest);
  }

  #remove(sensor: Sensor): void {
    sensor.close();
    this.#sensors.delete(sensor.id);
    this.#ports.removed(sensor);
  }
}
