/** The stand-in's streams: each developer's events in memory, and the consumers that watch. */
import type { Fault } from './faults.js';
import type { StandInOptions } from './stand-in-options.js';

export interface LoggedEvent {
  readonly seq: number;
  readonly text: string;
  readonly atMs: number;
}

export interface Watcher {
  readonly isOpen: boolean;
  readonly isMonitor: boolean;
  dispatch(event: LoggedEvent): void;
  /** Pings, and says whether an answer came in time. */
  isAlive(timeoutMs: number): Promise<boolean>;
  giveUp(code: number, reason: string): void;
}

export interface Submitted {
  /** As the frame spells them. */
  readonly d: string;
  readonly t: string;
  readonly uid: string;
}

export class DeveloperLog {
  readonly watchers: Watcher[] = [];
  readonly #options: StandInOptions;
  /** Every developer's log, this one included. */
  readonly #all: ReadonlyMap<string, DeveloperLog>;
  readonly #events: LoggedEvent[] = [];
  readonly #seqs = new Map<string, number>();
  #held: Submitted | undefined;
  #newestTs = '';

  constructor(options: StandInOptions, all: ReadonlyMap<string, DeveloperLog>) {
    this.#options = options;
    this.#all = all;
  }

  get #fault(): Fault | undefined {
    return this.#options.fault;
  }

  /** The oldest event that is kept, or the next one. */
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
      this.#fault === 'keeps-for-ever' || event.atMs > Date.now() - this.#options.retentionMs;
    return this.#events.filter((event) => event.seq >= low && event.seq <= high && isKept(event));
  }

  /** Every second pair of events changes places; an event without a partner goes after a moment. */
  #appendSwapped(event: Submitted): void {
    const held = this.#held;
    this.#held = held ? undefined : event;
    if (held) {
      this.#append(event);
      this.#append(held);
      return;
    }
    setTimeout(() => {
      if (this.#held !== event) return;
      this.#held = undefined;
      this.#append(event);
    }, 5);
  }

  #append({ d, t, uid }: Submitted): void {
    if (this.#isOld(d)) return;
    const isWatched = this.watchers.some((watcher) => watcher.isOpen);
    if (this.#fault === 'seq-only-when-watched' && !isWatched) return;
    const seq = this.#nextSeq(uid);
    const tail =
      this.#fault === 'dispatch-key-order' ? `"t":${t},"seq":${seq}` : `"seq":${seq},"t":${t}`;
    const text = `{"op":5,"d":${this.#withTs(d)},"uid":${JSON.stringify(uid)},${tail}}`;
    const event = { seq, text, atMs: Date.now() };
    this.#events.push(event);
    for (const watcher of this.#receivers()) watcher.dispatch(event);
  }

  #receivers(): readonly Watcher[] {
    if (this.#fault === 'first-consumer-only') return this.watchers.slice(0, 1);
    if (this.#fault !== 'leaks-to-others') return this.watchers;
    return [...this.#all.values()].flatMap((log) => log.watchers);
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
