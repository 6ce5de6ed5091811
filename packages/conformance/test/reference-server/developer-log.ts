/** The stream of one developer in memory: its events and its subscribers, the consumers and monitors. */
import type { Fault } from './faults.js';
import type { ReferenceServerOptions } from './reference-server-options.js';

export interface LoggedEvent {
  readonly seq: number;
  readonly text: string;
  readonly atMs: number;
}

export interface Subscriber {
  readonly isOpen: boolean;
  readonly isMonitor: boolean;
  dispatch(event: LoggedEvent): void;
  /** Sends a ping and resolves with whether a pong arrived in time. */
  isAlive(timeoutMs: number): Promise<boolean>;
  closeAndRelease(code: number, reason: string): void;
}

export interface Submitted {
  /** Exact texts from the frame. */
  readonly d: string;
  readonly t: string;
  readonly uid: string;
}

export class DeveloperLog {
  readonly subscribers: Subscriber[] = [];
  readonly #options: ReferenceServerOptions;
  /** The logs of all developers, this one included. */
  readonly #all: ReadonlyMap<string, DeveloperLog>;
  readonly #events: LoggedEvent[] = [];
  readonly #seqs = new Map<string, number>();
  #heldBack: Submitted | undefined;
  #newestTs = '';

  constructor(options: ReferenceServerOptions, all: ReadonlyMap<string, DeveloperLog>) {
    this.#options = options;
    this.#all = all;
  }

  get #fault(): Fault | undefined {
    return this.#options.fault;
  }

  /** Seq of the oldest event kept; the next seq if there is none. */
  get first(): number {
    return this.range(0, Number.POSITIVE_INFINITY)[0]?.seq ?? this.newest + 1;
  }

  get newest(): number {
    return this.#events.at(-1)?.seq ?? 0;
  }

  append(event: Submitted): void {
    if (this.#fault === 'swaps-events') this.#appendSwapped(event);
    else this.#append(event);
  }

  range(after: number, before: number): LoggedEvent[] {
    const low = this.#fault === 'inclusive-after' ? after : after + 1;
    const high = this.#fault === 'inclusive-before' ? before : before - 1;
    const isKept = (event: LoggedEvent): boolean =>
      this.#fault === 'ignores-retention' || event.atMs > Date.now() - this.#options.retentionMs;
    return this.#events.filter((event) => event.seq >= low && event.seq <= high && isKept(event));
  }

  /** Swaps each pair of events; appends an event after a short time if no second one follows. */
  #appendSwapped(event: Submitted): void {
    const held = this.#heldBack;
    this.#heldBack = held ? undefined : event;
    if (held) {
      this.#append(event);
      this.#append(held);
      return;
    }
    setTimeout(() => {
      if (this.#heldBack !== event) return;
      this.#heldBack = undefined;
      this.#append(event);
    }, 5);
  }

  #append({ d, t, uid }: Submitted): void {
    if (this.#isOld(d)) return;
    const hasSubscriber = this.subscribers.some((subscriber) => subscriber.isOpen);
    if (this.#fault === 'seq-only-with-consumer' && !hasSubscriber) return;
    const seq = this.#nextSeq(uid);
    const tail =
      this.#fault === 'dispatch-key-order' ? `"t":${t},"seq":${seq}` : `"seq":${seq},"t":${t}`;
    const text = `{"op":5,"d":${this.#withTs(d)},"uid":${JSON.stringify(uid)},${tail}}`;
    const event = { seq, text, atMs: Date.now() };
    this.#events.push(event);
    for (const subscriber of this.#receivers()) subscriber.dispatch(event);
  }

  #receivers(): readonly Subscriber[] {
    if (this.#fault === 'first-consumer-only') return this.subscribers.slice(0, 1);
    if (this.#fault !== 'leaks-to-others') return this.subscribers;
    return [...this.#all.values()].flatMap((log) => log.subscribers);
  }

  #nextSeq(uid: string): number {
    if (this.#fault === 'seqs-shared') {
      return Math.max(...[...this.#all.values()].map((log) => log.newest)) + 1;
    }
    const counter = this.#fault === 'seq-per-user' ? uid : '';
    const first = this.#fault === 'seq-from-zero' ? 0 : 1;
    const seq = this.#seqs.get(counter) ?? first;
    this.#seqs.set(counter, seq + 1);
    return seq;
  }

  #withTs(d: string): string {
    if (this.#fault !== 'adds-ts' || d.includes('"ts"') || d.includes('"n"')) return d;
    return d === '{}' ? '{"ts":"now"}' : `{"ts":"now",${d.slice(1)}`;
  }

  #isOld(d: string): boolean {
    const ts = /"ts":"([^"]*)"/.exec(d)?.[1] ?? '';
    if (this.#fault !== 'drops-old-readings' || ts === '') return false;
    if (ts < this.#newestTs) return true;
    this.#newestTs = ts;
    return false;
  }
}
