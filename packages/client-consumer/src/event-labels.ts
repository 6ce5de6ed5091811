/** Creates events from frames, adding the epoch of the connection and the developer id. */
import type { DispatchFrame } from '@wearwire/protocol';
import type { StreamEvent } from './events.js';

export class EventLabels {
  readonly #developer: string;
  #epoch: number | undefined;
  /** The part of a key before the seq. */
  #prefix = '';

  constructor(developer = '') {
    this.#developer = developer;
  }

  /** Sets the epoch of a new connection, if the server sends it. */
  setEpoch(epoch: number | undefined): void {
    this.#epoch = epoch;
    this.#prefix = `${this.#developer}:${epoch ?? ''}:`;
  }

  /** Hot path. The server does not validate `d`: its type is a convention between producers and consumers. */
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
