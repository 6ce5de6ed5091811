/**
 * One producer: a buffer with many copies of its pre-encoded frame, and the number of its next event.
 *
 * A batch is patched in place and written with one call. If the kernel has not accepted the whole buffer, the
 * socket retains it and the next batch uses a new buffer. Hot path: no allocation per event.
 */
import { patchPayload } from '../payload.js';
import type { PreparedFrame, Sink } from '../wire.js';
import type { LoadClient } from './load-client.js';

/** Maximum number of frames in one buffer; a larger batch needs several writes. */
const BATCH_FRAMES_MAX = 256;

export class Producer implements Sink {
  readonly number: number;
  /** `undefined` while not connected; events that become due wait. */
  client: LoadClient | undefined;
  /** Number of the next event = number of events sent. */
  next = 0;
  /** The server has confirmed that every event below this number is stored. */
  acknowledged = 0;
  /** Scheduled times of the `dueCount` events that are due. */
  due = new Float64Array(16);
  dueCount = 0;
  readonly #frame: PreparedFrame;
  readonly #payloadLength: number;
  #batch: Buffer = Buffer.alloc(0);
  /** Value of `next` at each heartbeat that has not been acknowledged. */
  readonly #barriers: number[] = [];

  constructor(number: number, frame: PreparedFrame, payloadLength: number) {
    this.number = number;
    this.#frame = frame;
    this.#payloadLength = payloadLength;
  }

  get frameBytes(): number {
    return this.#frame.bytes.length;
  }

  /** Hot path. Queues an event for the next `sendDue`. */
  addDue(timeUs: number): void {
    if (this.dueCount === this.due.length) {
      const larger = new Float64Array(this.due.length * 2);
      larger.set(this.due);
      this.due = larger;
    }
    this.due[this.dueCount++] = timeUs;
  }

  /** Hot path. Sends everything that is due, if connected. */
  sendDue(): void {
    if (this.client === undefined) return;
    this.#send(this.client, this.dueCount, this.due, 0);
    this.dueCount = 0;
  }

  /** Hot path. Sends `count` events with this time. */
  sendNow(count: number, timeUs: number): void {
    if (this.client !== undefined) this.#send(this.client, count, undefined, timeUs);
  }

  connected(client: LoadClient): void {
    this.client = client;
    client.onHeartbeatSent = () => this.#barriers.push(this.next);
  }

  /** Removes and returns the range of events with unknown outcome, from the first unacknowledged one. */
  disconnected(): { readonly from: number; readonly to: number } {
    this.client = undefined;
    this.#barriers.length = 0;
    const from = this.acknowledged;
    this.acknowledged = this.next;
    return { from, to: this.next };
  }

  event(): void {}

  heartbeatAnswered(): void {
    this.acknowledged = this.#barriers.shift() ?? this.acknowledged;
  }

  eventStored(): void {
    this.acknowledged += 1;
  }

  reply(message: string | Uint8Array): void {
    this.client?.connection.send(message);
  }

  #send(
    { connection }: LoadClient,
    count: number,
    timesUs: Float64Array | undefined,
    timeUs: number,
  ): void {
    const { bytes, payloadAt } = this.#frame;
    const { length } = bytes;
    let sent = 0;
    while (sent < count) {
      const frames = Math.min(count - sent, BATCH_FRAMES_MAX);
      const batch = this.#batchOf(frames);
      for (let i = 0; i < frames; i++) {
        const time = timesUs === undefined ? timeUs : (timesUs[sent + i] as number);
        patchPayload(batch, i * length + payloadAt, this.#payloadLength, this.next++, time);
      }
      if (!connection.write(batch.subarray(0, frames * length))) this.#batch = NO_BATCH;
      sent += frames;
    }
  }

  #batchOf(frames: number): Buffer {
    const { bytes } = this.#frame;
    if (this.#batch.length < frames * bytes.length) {
      const room = Math.min(BATCH_FRAMES_MAX, 2 ** Math.ceil(Math.log2(frames)));
      this.#batch = Buffer.allocUnsafeSlow(room * bytes.length).fill(bytes);
    }
    return this.#batch;
  }
}

const NO_BATCH = Buffer.alloc(0);
