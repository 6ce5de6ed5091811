/**
 * A phone: a producer that uses the link, and sensors that submit at a fixed rate, independently of the
 * network.
 */
import type { TimerHandle } from '@wearwire/client-core';
import type { VirtualClock } from '@wearwire/client-core/testing';
import { createProducer, type Producer, type ProducerOptions } from '@wearwire/client-producer';
import { shakeHands } from '../link/handshake.js';
import type { Link } from '../link/link.js';
import type { Sockets } from '../link/sockets.js';

/** One round trip each for TCP, TLS and the token request. */
const TOKEN_ROUND_TRIPS = 3;

/** The type and rate of a sensor's readings. */
export interface Sensor {
  readonly type: string;
  readonly perNotification: number;
  readonly intervalMs: number;
}

export const HEART_RATE: Sensor = { type: 'HEART_RATE', perNotification: 1, intervalMs: 1_000 };
/** 130 Hz, 73 samples per notification, like a chest strap. */
export const ECG: Sensor = { type: 'ECG', perNotification: 73, intervalMs: (73 / 130) * 1_000 };
/** The rate of `ECG`, but each sample is submitted separately. */
export const ECG_ONE_BY_ONE: Sensor = { type: 'ECG', perNotification: 1, intervalMs: 1_000 / 130 };
/** 200 Hz, 40 samples per notification. */
export const ACCELEROMETER: Sensor = {
  type: 'ACCELERATION',
  perNotification: 40,
  intervalMs: 200,
};

export class Phone {
  readonly producer: Producer;
  /** Times at which the connection was detected as lost, and at which it became ready. */
  readonly lostAtMs: number[] = [];
  readonly readyAtMs: number[] = [];
  submitted = 0;
  readonly #clock: VirtualClock;
  readonly #timers = new Map<Sensor, TimerHandle>();

  constructor(
    clock: VirtualClock,
    link: Link,
    sockets: Sockets,
    options: Partial<ProducerOptions> = {},
  ) {
    this.#clock = clock;
    this.producer = createProducer({
      url: 'wss://broker.test',
      getToken: ({ signal }) =>
        new Promise((resolve) => {
          const cancel = shakeHands(link, TOKEN_ROUND_TRIPS, () => resolve('token'));
          signal.addEventListener('abort', cancel);
        }),
      clock,
      random: link.chance,
      socketFactory: sockets.socketFactory,
      ...options,
    });
    this.producer.on('error', () => {});
    this.producer.on('state', ({ state, previous }) => {
      if (state === 'ready') this.readyAtMs.push(clock.now());
      else if (previous === 'ready') this.lostAtMs.push(clock.now());
    });
  }

  wear(sensors: readonly Sensor[]): void {
    for (const sensor of sensors) this.#notify(sensor);
  }

  takeOff(): void {
    for (const timer of this.#timers.values()) this.#clock.clearTimeout(timer);
  }

  #notify(sensor: Sensor): void {
    const ts = new Date(this.#clock.now()).toISOString();
    for (let i = 0; i < sensor.perNotification; i++) {
      this.submitted++;
      void this.producer.submit(sensor.type, { ts, val: this.submitted });
    }
    const next = this.#clock.setTimeout(() => this.#notify(sensor), sensor.intervalMs);
    this.#timers.set(sensor, next);
  }
}
