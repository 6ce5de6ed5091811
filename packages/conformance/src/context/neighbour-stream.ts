/**
 * The stream of a second developer, active while a check sends invalid traffic or heavy load: it submits one
 * event at a time and waits for its DISPATCH. Each event must arrive, in order and within the latency limit.
 */
import { assert } from '../verdict.js';
import { submit, type TestStream } from './test-stream.js';

/** Pause between a DISPATCH and the next SUBMIT. */
const PAUSE_MS = 2;

export class NeighbourStream {
  readonly #stream: TestStream;
  readonly #latencyMaxMs: number;
  readonly #run: Promise<void>;
  #stopped = false;
  #skipPause: () => void = () => {};
  #count = 0;
  #worstMs = 0;

  constructor(stream: TestStream, latencyMaxMs: number) {
    this.#stream = stream;
    this.#latencyMaxMs = latencyMaxMs;
    this.#run = this.#loop();
    this.#run.catch(() => {}); // rethrown by `assertUnaffected`
  }

  /** Stops the stream and describes its result. Throws `Deviation` if an event was lost, changed or late. */
  async assertUnaffected(): Promise<string> {
    this.#stopped = true;
    this.#skipPause();
    await this.#run;
    const worst = `${Math.ceil(this.#worstMs)} ms`;
    assert(this.#worstMs <= this.#latencyMaxMs, `an event of another developer took ${worst}`);
    return `all ${this.#count} events of another developer arrived, within ${worst}`;
  }

  async #loop(): Promise<void> {
    const { producer, consumer } = this.#stream;
    while (!this.#stopped || this.#count === 0) {
      const n = this.#count++;
      const sentAtMs = performance.now();
      producer.send(submit(`{"n":${n}}`));
      const event = await consumer.nextDispatch(`event ${n} of another developer`);
      this.#worstMs = Math.max(this.#worstMs, performance.now() - sentAtMs);
      const expected = this.#stream.dispatchText(++this.#stream.seq, `{"n":${n}}`, '"HEART_RATE"');
      assert(
        event.text === expected,
        `another developer received ${event.text} instead of ${expected}`,
      );
      await this.#pause();
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, PAUSE_MS);
      this.#skipPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
