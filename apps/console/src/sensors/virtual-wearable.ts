/**
 * A simulated wearable: readings of a person with an adjustable effort, each marked `synthetic`. Heart rate, RR
 * intervals and ECG are consistent.
 */
import type { Producer } from '@wearwire/client-producer';

export const VIRTUAL_SENSORS = {
  heart: 'Heart rate and RR intervals',
  ecg: 'ECG, 130 samples per second',
  bike: 'Power and cadence',
  motion: 'Acceleration, 25 samples per second',
} as const;
export type VirtualSensor = keyof typeof VIRTUAL_SENSORS;

const TICK_MS = 200;
const ECG_PER_SECOND = 130;
const MOTION_PER_SECOND = 25;
const RESTING_BPM = 58;
/** Increase of the heart rate from rest to maximum effort. */
const EFFORT_BPM = 120;
/** Per second, the heart rate moves by this share of its distance to the heart rate of the current effort. */
const FOLLOW_PER_SECOND = 0.08;

/** The waves P, Q, R, S and T of a beat: position in the beat (0 to 1), width, height in mV. */
const WAVES = [
  [0.2, 0.025, 0.12],
  [0.275, 0.01, -0.1],
  [0.3, 0.011, 1.1],
  [0.325, 0.01, -0.25],
  [0.53, 0.045, 0.28],
] as const;

export class VirtualWearable {
  readonly user: string;
  readonly sensors: readonly VirtualSensor[];
  /** 0 at rest, 1 at maximum. */
  effort: number;
  readonly #producer: Pick<Producer, 'submit'>;
  #timer = 0;
  #bpm: number;
  #elapsedS = 0;
  /** Position within the current beat, 0 to 1. */
  #phase = 0;
  #ecgSamples = 0;
  #motionSamples = 0;
  #wholeSeconds = 0;

  constructor(
    user: string,
    sensors: readonly VirtualSensor[],
    effort: number,
    producer: Pick<Producer, 'submit'>,
  ) {
    this.user = user;
    this.sensors = sensors;
    this.effort = effort;
    this.#producer = producer;
    this.#bpm = RESTING_BPM + EFFORT_BPM * effort;
  }

  start(): void {
    this.#timer = window.setInterval(() => this.tick(TICK_MS / 1_000), TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Advances the simulated time. */
  tick(seconds: number): void {
    const targetBpm = RESTING_BPM + EFFORT_BPM * this.effort;
    this.#bpm += (targetBpm - this.#bpm) * FOLLOW_PER_SECOND * seconds;
    this.#elapsedS += seconds;
    this.#submitBeats(seconds);
    if (this.sensors.includes('motion')) this.#submitMotion();
    const whole = Math.floor(this.#elapsedS);
    if (whole === this.#wholeSeconds) return;
    this.#wholeSeconds = whole;
    this.#submitValues();
  }

  /** Submits the types that have one value per second. */
  #submitValues(): void {
    const wave = Math.sin(this.#elapsedS / 4);
    if (this.sensors.includes('heart')) this.#submit('HEART_RATE', { val: Math.round(this.#bpm) });
    if (!this.sensors.includes('bike')) return;
    this.#submit('POWER', { val: Math.round(60 + 280 * this.effort + 12 * wave) });
    this.#submit('BIKE_CADENCE', { val: Math.round(68 + 28 * this.effort + 2 * wave) });
  }

  /** Submits an RR interval for each beat, and the ECG samples of the elapsed time. */
  #submitBeats(seconds: number): void {
    const steps = Math.round(this.#elapsedS * ECG_PER_SECOND) - this.#ecgSamples;
    this.#ecgSamples += steps;
    const samples: number[] = [];
    for (let i = 0; i < steps; i++) {
      this.#phase += (this.#bpm / 60) * (seconds / steps);
      if (this.#phase >= 1) {
        this.#phase -= 1;
        this.#submitInterval();
      }
      samples.push(Math.round(millivoltsAt(this.#phase) * 1_000) / 1_000);
    }
    if (this.sensors.includes('ecg') && steps > 0) this.#submit('ECG', { d: samples });
  }

  #submitInterval(): void {
    if (!this.sensors.includes('heart')) return;
    const variationMs = (1 - this.effort) * 25 * (Math.random() - 0.5) * 2;
    this.#submit('RR_INTERVAL', { val: Math.round(60_000 / this.#bpm + variationMs) });
  }

  #submitMotion(): void {
    const due = Math.round(this.#elapsedS * MOTION_PER_SECOND);
    for (; this.#motionSamples < due; this.#motionSamples++) {
      const turn = (2 * Math.PI * (1.5 + this.effort) * this.#motionSamples) / MOTION_PER_SECOND;
      const bounce = 1 + 5 * this.effort;
      const axes = [0.3 * Math.sin(turn / 2), 0.5 * Math.cos(turn), Math.sin(turn)];
      const d = axes.map((axis, index) => rounded(axis * bounce + (index === 2 ? 9.81 : 0)));
      this.#submit('ACCELERATION', { d });
    }
  }

  #submit(type: string, reading: object): void {
    const ts = new Date().toISOString();
    void this.#producer.submit<string>(type, { ts, ...reading, synthetic: true });
  }
}

function millivoltsAt(phase: number): number {
  return WAVES.reduce(
    (sum, [at, width, height]) => sum + height * Math.exp(-((phase - at) ** 2) / (2 * width ** 2)),
    0,
  );
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
