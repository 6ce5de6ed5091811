/** Makes events of frames: what a frame does not say is the log of the connection and the developer. */
import type { DispatchFrame } from '@wearwire/protocol';
import type { StreamEvent } from './events.js';

export class EventLabels {
  readonly #developer: string;
  #epoch: number | undefined;
  /** What stands before the seq in a key. */
  #prefix = '';

  constructor(developer = '') {
    this.#developer = developer;
  }

  /** The log of the connection that has begun, where the server tells it. */
  connected(epoch: number | undefined): void {
    this.#epoch = epoch;
    this.#prefix = `${this.#developer}:${epoch ?? ''}:`;
  }

  /** Hot path. `d` is what the sender made of it: the types tell the convention, the wire checks nothing. */
  eventOf({ seq, uid, t, d }: DispatchFrame, receivedAtMs: number): StreamEvent {
    return {
      seq,
      epoch: this.#epoch,
      key: this.#prefix + seq,
      uid,
      type: t,
      reading: d,
      receivedAtMs,
    } as unknown as StreamEvent;
  }
}
