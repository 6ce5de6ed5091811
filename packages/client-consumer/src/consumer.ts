/**
 * Joins the parts of a consumer: session (connections) -> sequencer (order) -> listeners and loops.
 * Backpressure runs the other way: a full loop puts the session on hold. No rule of the protocol is here.
 */
import {
  type ClientError,
  Listeners,
  limitOptions,
  OptionError,
  Session,
  type SessionState,
  type StateChange,
} from '@wearwire/client-core';
import { type DispatchFrame, encodeFrame, Opcode, Role } from '@wearwire/protocol';
import type { Consumer, ConsumerOptions, Off } from './consumer-api.js';
import type { StreamEvent } from './events.js';
import { CONSUMER_LIMITS } from './limits.js';
import { Loops } from './loops.js';
import type { Mailbox } from './mailbox.js';
import { QuietWatch } from './quiet-watch.js';
import { Sequencer } from './sequencer.js';

/** Makes a consumer; throws `OptionError` for a setting that cannot be right. */
export function createConsumer(options: ConsumerOptions): Consumer {
  return new StreamConsumer(options);
}

/** Names that `on` takes for the client's own signals; any other is an event type. */
const SIGNALS: ReadonlySet<string> = new Set(['gap', 'reset', 'state', 'error']);

class StreamConsumer implements Consumer {
  readonly ended: Promise<ClientError | undefined>;
  readonly #session: Session;
  readonly #sequencer: Sequencer<StreamEvent>;
  readonly #quiet: QuietWatch;
  readonly #loops: Loops;
  readonly #signals = new Listeners();
  readonly #events = new Listeners(this.#signals);
  #resolveEnded!: (error: ClientError | undefined) => void;
  #hasStarted = false;

  constructor(options: ConsumerOptions) {
    const limits = limitOptions(CONSUMER_LIMITS, options);
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.#session = new Session(options, Role.Consumer, {
      dispatched: (frame) => this.#dispatched(frame),
      beatSent: () => {},
      beatAcked: () => {},
      changed: (change) => this.#changed(change),
      failed: (error) => this.#signals.emit('error', error),
      ended: (error) => this.#end(error),
    });
    this.#loops = new Loops(limits.bufferEventsMax, {
      pause: () => this.#pause(),
      resume: () => this.#resume(),
      hasOtherReceivers: () => !this.#events.isEmpty,
    });
    this.#sequencer = new Sequencer(afterOption(options.after), limits.heldEventsMax, {
      deliver: (event) => this.#deliver(event),
      gap: (gap) => this.#signals.emit('gap', gap),
      reset: (reset) => this.#signals.emit('reset', reset),
      replay: (after, before) => this.#replay(after, before),
    });
    this.#quiet = new QuietWatch(this.#session.clock, limits.quietMs, () => {
      this.#sequencer.quiet();
      this.#watch();
    });
  }

  get state(): SessionState {
    return this.#session.state;
  }

  get receivedSeq(): number | undefined {
    return this.#sequencer.last;
  }

  get position(): number | undefined {
    return this.#loops.position(this.#sequencer.last);
  }

  on(name: string, listener: (value: never) => void): Off {
    if (SIGNALS.has(name)) return this.#signals.on(name, listener);
    const off = this.#events.on(name, listener);
    const parked = this.#loops.unpark();
    queueMicrotask(() => {
      for (const event of parked) this.#emit(event);
    });
    this.#start();
    return off;
  }

  [Symbol.asyncIterator](): Mailbox {
    const mailbox = this.#loops.open(this.#sequencer.last);
    this.#start();
    return mailbox;
  }

  async stop(): Promise<void> {
    this.#session.stop();
    await this.ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** Behind the present turn, so that all its listeners are there before anything happens. */
  #start(): void {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    queueMicrotask(() => this.#session.start());
  }

  /** Hot path. */
  #dispatched({ seq, uid, t, d }: DispatchFrame): void {
    const event = { seq, uid, type: t, reading: d, receivedAtMs: this.#session.clock.now() };
    // `d` is what the sender made of it: the types tell the convention, the wire checks nothing.
    this.#sequencer.arrived(event as unknown as StreamEvent);
    this.#watch();
  }

  #deliver(event: StreamEvent): void {
    if (this.#isStopping) return;
    this.#emit(event);
    this.#loops.push(event);
  }

  #emit(event: StreamEvent): void {
    this.#events.emit(event.type, event);
    this.#events.emit('*', event);
  }

  get #isStopping(): boolean {
    return this.state === 'closing' || this.state === 'stopped';
  }

  #watch(): void {
    const isWaiting = this.#sequencer.isHolding && !this.#loops.isPaused;
    this.#quiet.update(isWaiting, this.#sequencer.last);
  }

  #replay(after: number, before: number | undefined): void {
    const d = before === undefined ? { after } : { after, before };
    this.#session.send(encodeFrame({ op: Opcode.Replay, d }));
  }

  #pause(): void {
    this.#session.pause();
    this.#quiet.stop();
  }

  #resume(): void {
    this.#session.resume();
    this.#watch();
  }

  #changed(change: StateChange): void {
    if (change.previous === 'ready') {
      this.#sequencer.disconnected();
      this.#quiet.stop();
    }
    if (change.state === 'ready') {
      this.#sequencer.connected();
      if (this.#loops.isPaused) this.#session.pause();
    }
    if (this.#isStopping && !change.error) this.#loops.end();
    this.#signals.emit('state', change);
  }

  #end(error: ClientError | undefined): void {
    const isThrown = error !== undefined && !this.#loops.isEmpty;
    this.#loops.end(error);
    if (error) {
      if (isThrown) this.#signals.emit('error', error);
      else this.#signals.fail(error);
    }
    this.#resolveEnded(error);
  }
}

function afterOption(after: number | 'live' = 'live'): number | 'live' {
  if (after === 'live' || (Number.isSafeInteger(after) && after >= 0)) return after;
  throw new OptionError('option-invalid', "after must be a seq (an integer from 0) or 'live'");
}
