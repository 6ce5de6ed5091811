/**
 * Gives events to the receivers, listeners and loops, and knows how far they have come: the place that a
 * restart may go on behind. Receivers are the user's code: what they do breaks nothing here.
 */
import { type ClientError, Listeners, type Off } from '@wearwire/client-core';
import type { StreamEvent } from './events.js';
import { Loops, type LoopsPort } from './loops.js';
import type { Mailbox } from './mailbox.js';
import { type Place, placeOf } from './place.js';

export class Delivery {
  readonly #listeners: Listeners;
  /** Those that are there, each by what takes it off. */
  readonly #listening = new Set<Off>();
  /**
   * Calls of listeners that are not done with, each with the place before its event, oldest first: a promise
   * that is open, or a call that has failed. Nothing moves the place beyond the first; behind a failure none
   * is noted any more.
   */
  readonly #openCalls = new Map<object, Place | undefined>();
  #hasFailed = false;
  readonly #loops: Loops;
  readonly #port: LoopsPort;
  /** Where the stream begins, as far as that is known. */
  #start: Place | undefined;
  /** The newest event that was delivered, and its number from 1. */
  #newest: StreamEvent | undefined;
  #ordinal = 0;

  /** `errors`: where what a listener throws is told; `port.moved`: `place` may have moved. */
  constructor(eventsMax: number, errors: Listeners, port: LoopsPort) {
    this.#port = port;
    this.#listeners = new Listeners(errors);
    this.#loops = new Loops(eventsMax, port, () => this.#listening.size > 0);
  }

  get isPaused(): boolean {
    return this.#loops.isPaused;
  }

  get hasLoops(): boolean {
    return !this.#loops.isEmpty;
  }

  /** What every receiver has done with. */
  get place(): Place | undefined {
    const [before] = this.#openCalls.values();
    const called = this.#openCalls.size > 0 ? (before ?? this.#start) : this.#delivered;
    return this.#loops.place(called, this.#start);
  }

  /** The newest event that was delivered. */
  get newest(): StreamEvent | undefined {
    return this.#newest;
  }

  /** Where the stream begins; changes nothing behind its first event. */
  begin(seq: number, epoch: number | undefined): void {
    if (!this.#newest) this.#start = { ordinal: 0, seq, epoch };
  }

  /** Hot path. */
  deliver(event: StreamEvent): void {
    this.#emit(event, () => this.#delivered);
    this.#ordinal++;
    this.#newest = event;
    this.#loops.push(event);
    this.#port.moved();
  }

  on(type: string, listener: (event: never) => void): Off {
    const off = this.#listeners.on(type, listener);
    this.#listening.add(off);
    const parked = this.#loops.unpark();
    if (parked) this.#handOver(parked);
    return () => {
      this.#listening.delete(off);
      off();
    };
  }

  open(): Mailbox {
    return this.#loops.open(this.#delivered);
  }

  end(error?: ClientError): void {
    this.#loops.end(error);
  }

  get #delivered(): Place | undefined {
    if (!this.#newest) return this.#start;
    return placeOf(this.#newest, this.#ordinal);
  }

  /** `before`: the place before the event, which most calls never ask for. */
  #emit(event: StreamEvent, before: () => Place | undefined): void {
    const outcome = (succeeds: Promise<boolean> | false) => {
      if (this.#hasFailed) return;
      const call = {};
      this.#openCalls.set(call, before());
      void Promise.resolve(succeeds).then((hasSucceeded) => {
        this.#hasFailed ||= !hasSucceeded;
        if (hasSucceeded) this.#openCalls.delete(call);
        this.#port.moved();
      });
    };
    this.#listeners.emit(event.type, event, outcome);
    this.#listeners.emit('*', event, outcome);
  }

  /** What waited for the next loop goes to listeners, when all of this turn are there. */
  #handOver(parked: Mailbox): void {
    this.#openCalls.set(parked, parked.handled);
    queueMicrotask(() => {
      for (const event of parked.takeAll()) this.#emit(event, () => parked.handled);
      this.#openCalls.delete(parked);
      this.#loops.taken();
      this.#port.moved();
    });
  }
}
