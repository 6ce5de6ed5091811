/**
 * Keeps one sensor connected until it is stopped:
 *
 *   connecting ─► connected ─► waiting ─► connecting …
 *
 * The wait doubles from `reconnectWaitFirstMs` to `reconnectWaitMaxMs` and is reset when a packet is received.
 * Half of it is random, so that sensors lost together do not all reconnect at once.
 * If the sensor was out of range, the next attempt starts as soon as it is heard.
 */
import type { Clock } from '@wearwire/client-core';
import { messageOf, SensorUnreachableError } from '../errors.js';
import type { GatewayLimits } from '../limits.js';
import type { Radio, RadioLink } from '../radio/radio.js';
import type { Sensor } from './sensor.js';
import { setUpLink } from './set-up-link.js';
import type { PolarStreams } from './start-context.js';

export interface BleConnectionPorts {
  readonly radio: () => Radio | undefined;
  readonly limits: GatewayLimits;
  readonly polarStreams: PolarStreams;
  readonly clock: Clock;
  readonly random: () => number;
  /** The sensor has been connected or disconnected. */
  presence(sensor: Sensor, isConnected: boolean): void;
  notice(message: string): void;
}

export class BleConnection {
  readonly #sensor: Sensor;
  readonly #ports: BleConnectionPorts;
  readonly #running: Promise<void>;
  #link: RadioLink | undefined;
  #failures = 0;
  #isStopped = false;
  #wake: () => void = () => {};
  #isWaitingForRange = false;

  constructor(sensor: Sensor, ports: BleConnectionPorts) {
    this.#sensor = sensor;
    this.#ports = ports;
    this.#running = this.#run();
  }

  /** Ends a wait for a sensor that was out of range. Called when the sensor was heard. */
  onHeard(): void {
    if (this.#isWaitingForRange) this.#wake();
  }

  /** Ends the connection. Never rejects. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wake();
    await this.#link?.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      const reason = await this.#attempt();
      if (!this.#isStopped) await this.#wait(reason);
    }
  }

  /** Connects and waits for the end of the connection. Returns the reason for its failure or end. */
  async #attempt(): Promise<unknown> {
    const radio = this.#ports.radio();
    if (radio === undefined) return new SensorUnreachableError('no radio', { reason: 'range' });
    const sensor = this.#sensor;
    try {
      sensor.enter('connecting');
      const link = await radio.connect(sensor.id, this.#ports.limits.connectTimeoutMs);
      this.#link = link;
      if (this.#isStopped) return await link.close();
      return await this.#use(link);
    } catch (error) {
      return error;
    } finally {
      this.#link = undefined;
    }
  }

  async #use(link: RadioLink): Promise<unknown> {
    const sensor = this.#sensor;
    sensor.source = link.adapter;
    sensor.resetDerivedValues();
    this.#ports.presence(sensor, true);
    sensor.enter('connected');
    let failure: unknown;
    try {
      await setUpLink(link, sensor, this.#ports.polarStreams, {
        commandTimeoutMs: this.#ports.limits.commandTimeoutMs,
        notice: this.#ports.notice,
        packet: () => {
          this.#failures = 0;
        },
      });
      await link.closed;
    } catch (error) {
      failure = error;
      await link.close();
    }
    sensor.removeMomentaryValues();
    this.#ports.presence(sensor, false);
    return failure ?? new SensorUnreachableError('the connection was lost');
  }

  async #wait(reason: unknown): Promise<void> {
    const { limits, clock, random } = this.#ports;
    const { reconnectWaitFirstMs, reconnectWaitMaxMs } = limits;
    const waitMaxMs = Math.min(reconnectWaitFirstMs * 2 ** this.#failures, reconnectWaitMaxMs);
    this.#failures++;
    this.#isWaitingForRange = reason instanceof SensorUnreachableError && reason.reason === 'range';
    this.#sensor.enter('waiting', messageOf(reason));
    let timer: unknown;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = clock.setTimeout(resolve, waitMaxMs * (0.5 + random() / 2));
    });
    clock.clearTimeout(timer);
    this.#isWaitingForRange = false;
  }
}
