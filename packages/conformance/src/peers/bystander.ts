/**
 * Somebody else's stream, running while a check misbehaves: one event at a time, the next as soon as the
 * last has come. It must lose nothing, keep its order, and go on at a sane pace.
 */
import { demand } from '../verdict.js';
import type { Scene } from './scene.js';
import { type Stream, submit } from './stream.js';

/** Time between an arrival and the next event. */
const PAUSE_MS = 2;

export class Bystander {
  readonly #stream: Stream;
  readonly #latencyMaxMs: number;
  readonly #run: Promise<void>;
  #stopped = false;
  #wake: () => void = () => {};
  #count = 0;
  #worstMs = 0;

  private constructor(stream: Stream, latencyMaxMs: number) {
    this.#stream = stream;
    this.#latencyMaxMs = latencyMaxMs;
    this.#run = this.#loop();
    this.#run.catch(() => {}); // told by `unharmed`
  }

  static async start(scene: Scene): Promise<Bystander> {
    const stream = await scene.stream({ developer: scene.other });
    return new Bystander(stream, scene.settings.bystanderLatencyMs);
  }

  /** Ends the stream and says how it went. Throws `Deviation` where it was harmed. */
  async unharmed(): Promise<string> {
    this.#stopped = true;
    this.#wake();
    await this.#run;
    const worst = `${Math.ceil(this.#worstMs)} ms`;
    demand(this.#worstMs <= this.#latencyMaxMs, `a bystander's event took ${worst}`);
    return `a bystander's ${this.#count} events all came, the slowest in ${worst}`;
  }

  async #loop(): Promise<void> {
    const { producer, consumer } = this.#stream;
    while (!this.#stopped || this.#count === 0) {
      const n = this.#count++;
      const sentAtMs = performance.now();
      producer.send(submit(`{"n":${n}}`));
      const event = await consumer.takeDispatch(`a bystander's event ${n}`);
      this.#worstMs = Math.max(this.#worstMs, performance.now() - sentAtMs);
      const wanted = this.#stream.dispatchText(++this.#stream.seq, `{"n":${n}}`, '"HEART_RATE"');
      demand(event.text === wanted, `a bystander got ${event.text} instead of ${wanted}`);
      await this.#pause();
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, PAUSE_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
