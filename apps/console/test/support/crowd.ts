/** Many users at once, spread over time: each sends five readings per second, one of them also an ECG at 250 Hz. */
import type { Feed } from './feed.js';

const TICK_MS = 20;
/** Number of ticks between two readings of a user. */
const TICKS = 10;
const ECG_RATE = 250;
const ECG_EVERY_TICKS = 5;

const TYPES = ['HEART_RATE', 'RR_INTERVAL', 'POWER', 'BIKE_CADENCE', 'SPEED'] as const;

export class Crowd {
  readonly users: readonly string[];
  readonly #stop: () => void;

  constructor(feed: Feed, size: number) {
    this.users = Array.from({ length: size }, (_, i) => `user-${String(i).padStart(3, '0')}`);
    const [ecgUser = ''] = this.users;
    const samples = (ECG_RATE * ECG_EVERY_TICKS * TICK_MS) / 1_000;
    this.#stop = feed.every(TICK_MS, (count) => {
      for (let i = count % TICKS; i < size; i += TICKS) {
        const type = TYPES[Math.floor(count / TICKS) % TYPES.length] as string;
        void feed.submit(this.users[i] as string, type, { val: 60 + ((i + count) % 90) });
      }
      if (count % ECG_EVERY_TICKS !== 0) return;
      const from = (count / ECG_EVERY_TICKS) * samples;
      const d = Array.from({ length: samples }, (_, i) => millivoltsAt((from + i) / ECG_RATE));
      void feed.submit(ecgUser, 'ECG', { d });
    });
  }

  stop(): void {
    this.#stop();
  }
}

function millivoltsAt(seconds: number): number {
  const phase = (seconds * 1.2) % 1;
  return Math.round(1_000 * Math.exp(-(((phase - 0.3) / 0.02) ** 2))) / 1_000;
}
