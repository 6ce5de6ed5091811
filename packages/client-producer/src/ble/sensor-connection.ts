/** One connection to a sensor: its packets and its end, reported exactly once. */
import type { BytesInput } from '@wearwire/ble-parsers';
import { type Clock, systemClock, type TimerHandle } from '@wearwire/client-core';
import type { SensorOptions } from './sensor-api.js';
import type { SubscriptionPort } from './subscription.js';

export class SensorConnection implements SubscriptionPort {
  /** Resolves when the sensor is lost, with the reason if known. */
  readonly ended: Promise<unknown>;
  readonly #clock: Clock;
  readonly #silenceMaxMs: number | undefined;
  readonly #packet: (bytes: BytesInput, receivedAtMs: number) => void;
  readonly #off: unknown;
  #resolve!: (cause: unknown) => void;
  #timer: TimerHandle;
  #isOver = false;

  constructor(options: SensorOptions, packet: (bytes: BytesInput, receivedAtMs: number) => void) {
    this.#clock = options.clock ?? systemClock;
    this.#silenceMaxMs = options.silenceMaxMs;
    this.#packet = packet;
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#off = options.onDisconnect?.(() => this.lost());
    this.#watch();
  }

  bytes(bytes: BytesInput): void {
    if (this.#isOver) return;
    this.#watch();
    this.#packet(bytes, this.#clock.now());
  }

  lost(cause?: unknown): void {
    this.#resolve(cause);
    this.end();
  }

  /** Stops all reports. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#clock.clearTimeout(this.#timer);
    if (typeof this.#off === 'function') this.#off();
  }

  #watch(): void {
    if (this.#silenceMaxMs === undefined) return;
    this.#clock.clearTimeout(this.#timer);
    this.#timer = this.#clock.setTimeout(() => this.lost(), this.#silenceMaxMs);
  }
}
