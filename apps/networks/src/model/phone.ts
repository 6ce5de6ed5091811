/**
 * A phone: a producer that uses the link, and sensors that submit at a fixed rate, independently of the
 * network.
 */
import type { Clock, TimerHandle } from '@wearwire/client-core';
import { createProducer, type Producer, type ProducerOptions } from '@wearwire/client-producer';
import { shakeHands } from '../link/handshake.js';
import type { Link } from '../link/link.js';
import { type LinkTimes, linkTimesOf } from '../link/link-times.js';
import type { Sockets } from '../link/sockets.js';

/** One round trip each for TCP, TLS and the token request. */
const TOKEN_ROUND_TRIPS = 3;

/** The type and rate of a sensor's readings. */
export interface Sensor {
  readonly type: string;
  readonly readingsPerNotification: number;
  readonly intervalMs: number;
}

export const HEART_RATE: Sensor = {
  type: 'HEART_RATE',
  readingsPerNotification: 1,
  intervalMs: 1_000,
};
/** 130 Hz, 73 samples per notification, like a chest strap. */
export const ECG: Sensor = {
  type: 'ECG',
  readingsPerNotification: 73,
  intervalMs: (73 / 130) * 1_000,
};
/** The rate of `ECG`, but each sample is submitted separately. */
export const ECG_ONE_BY_ONE: Sensor = {
  type: 'ECG',
  readingsPerNotification: 1,
  intervalMs: 1_000 / 130,
};
/** 200 Hz, 40 samples per notification. */
export const ACCELEROMETER: Sensor = {
  type: 'ACCELERATION',
  readingsPerNotification: 40,
  intervalMs: 200,
};

export class Phone {
  readonly producer: Producer;
  readonly times: LinkTimes;
  submitted = 0;
  readonly #clock: Clock;
  readonly #timers = new Map<Sensor, TimerHandle>();

  constructor(clock: Clock, link: Link, sockets: Sockets, options: Partial<ProducerOptions> = {}) {
    this.#clock = clock;
    this.producer = createProducer({
      url: 'wss://broker.test',
      getToken: ({ signal }) =>
        new Promise((resolve) => {
          const cancel = shakeHands(link, TOKEN_ROUND_TRIPS, () => resolve('token'));
          signal.addEventListener('abort', cancel);
        }),
      clock,
      random: link.random,
      socketFactory: sockets.socketFactory,
      ...options,
    });
    this.times = linkTimesOf(this.producer, clock);
  }

  wear(sensors: readonly Sensor[]): void {
    for (const sensor of sensors) this.#notify(sensor);
  }

  takeOff(): void {
    for (const timer of this.#timers.values()) this.#clock.clearTimeout(timer);
  }

  #notify(sensor: Sensor): void {
    const ts = new Date(this.#clock.now()).toISOString();
    for (let i = 0; i < sensor.readingsPerNotification; i++) {
      this.submitted++;
      void this.producer.submit(sensor.type, { ts, val: this.submitted });
    }
    const next = this.#clock.setTimeout(() => this.#notify(sensor), sensor.intervalMs);
    this.#timers.set(sensor, next);
  }
}
