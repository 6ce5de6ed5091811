/**
 * Delivers events to listeners and loops and tracks their progress: the position after which a restart may resume.
 * Receivers are user code; their errors do not affect the delivery.
 */
import { type ClientError, Listeners, type Off } from '@wearwire/client-core';
import type { StreamEvent } from './events.js';
import { Loops, type LoopsPort } from './loops.js';
import type { Mailbox } from './mailbox.js';
import { type Progress, progressAfter } from './progress.js';

export class Delivery {
  readonly #listeners: Listeners;
  /** The listeners, by the function that removes them. */
  readonly #listening = new Set<Off>();
  /**
   * Unfinished calls of listeners (pending promises or failed calls), each with the position before its
   * event, oldest first. The position does not pass the first of them. After a failure no further calls are
   * recorded.
   */
  readonly #openCalls = new Map<object, Progress | undefined>();
  #hasFailed = false;
  readonly #loops: Loops;
  readonly #port: LoopsPort;
  /** Start of the stream, if known. */
  #start: Progress | undefined;
  /** The newest delivered event, and its ordinal from 1. */
  #newest: StreamEvent | undefined;
  #ordinal = 0;

  /** `errors`: receives errors thrown by listeners; `port.onProgress`: called when `progress` may have changed. */
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

  /** The position that every receiver has processed. */
  get progress(): Progress | undefined {
    const [beforeFirstOpenCall] = this.#openCalls.values();
    const ofListeners =
      this.#openCalls.size > 0 ? (beforeFirstOpenCall ?? this.#start) : this.#delivered;
    return this.#loops.progress(ofListeners, this.#start);
  }

  /** The newest delivered event. */
  get newest(): StreamEvent | undefined {
    return this.#newest;
  }

  /** Sets the start of the stream; no effect after its first event. */
  begin(seq: number, epoch: number | undefined): void {
    if (!this.#newest) this.#start = { ordinal: 0, seq, epoch };
  }

  /** Hot path. */
  deliver(event: StreamEvent): void {
    this.#emit(event, () => this.#delivered);
    this.#ordinal++;
    this.#newest = event;
    this.#loops.push(event);
    this.#port.onProgress();
  }

  on(type: string, listener: (event: never) => void): Off {
    const off = this.#listeners.on(type, listener);
    this.#listening.add(off);
    const parked = this.#loops.unpark();
    if (parked) this.#deliverParked(parked);
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

  get #delivered(): Progress | undefined {
    if (!this.#newest) return this.#start;
    return progressAfter(this.#newest, this.#ordinal);
  }

  /** `before`: returns the position before the event; only called if a listener returns a promise or throws. */
  #emit(event: StreamEvent, before: () => Progress | undefined): void {
    const outcome = (succeeds: Promise<boolean> | false) => {
      if (this.#hasFailed) return;
      const call = {};
      this.#openCalls.set(call, before());
      void Promise.resolve(succeeds).then((hasSucceeded) => {
        this.#hasFailed ||= !hasSucceeded;
        if (hasSucceeded) this.#openCalls.delete(call);
        this.#port.onProgress();
      });
    };
    this.#listeners.emit(event.type, event, outcome);
    this.#listeners.emit('*', event, outcome);
  }

  /**
   * Delivers the events of a parked queue to the listeners, in a microtask, so that the caller can add all its
   * listeners first.
   */
  #deliverParked(parked: Mailbox): void {
    this.#openCalls.set(parked, parked.handled);
    queueMicrotask(() => {
      for (const event of parked.takeAll()) this.#emit(event, () => parked.handled);
      this.#openCalls.delete(parked);
      this.#loops.onRemoved();
      this.#port.onProgress();
    });
  }
}
