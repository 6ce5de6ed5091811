/**
 * A model of a broker in memory, as a producer observes it: stores each number once, acknowledges the events of a
 * commit together, closes silent connections with 4005. Readings carry the time of their submission in `ts`.
 */
import type { Clock, TimerHandle } from '@wearwire/client-core';
import type { Peer, PeerHandlers } from '../link/sockets.js';

/** Duration of a commit; events received during it are acknowledged together. */
const COMMIT_MS = 5;
const INTERVAL_MS = 40_000;
const LEEWAY = 1.5;
const TOKEN_MS = 300_000;

export interface Stored {
  readonly type: string;
  readonly val: number;
  readonly ageMs: number;
}

interface Session {
  producer: string;
  ackN: number;
  commit: TimerHandle;
  deadline: TimerHandle;
}

interface Frame {
  readonly op: number;
  readonly n?: number;
  readonly t?: string;
  readonly d?: Reading | readonly Reading[];
}

type Reading = Readonly<Record<string, unknown>>;

export class ModelBroker implements PeerHandlers {
  readonly log: Stored[] = [];
  readonly #clock: Clock;
  readonly #sessions = new Map<Peer, Session>();
  readonly #marks = new Map<string, number>();
  /** While true, the broker accepts no connections. */
  isDown = false;
  /** The extensions that the broker supports. */
  extensions: readonly string[] = ['ack', 'reconnect', 'batch', 'rejoin'];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  opened(peer: Peer): void {
    if (this.isDown) {
      peer.close(1006);
      return;
    }
    const session: Session = { producer: '', ackN: 0, commit: undefined, deadline: undefined };
    this.#sessions.set(peer, session);
    this.#restartDeadline(peer, session);
    const requested = new URL(peer.url).searchParams.get('extensions')?.split(',') ?? [];
    const extensions = this.extensions.filter((name) => requested.includes(name));
    peer.send({ op: 2, d: { heartbeat_interval: INTERVAL_MS, extensions } });
  }

  message(peer: Peer, text: string): void {
    const session = this.#sessions.get(peer);
    if (!session) return;
    this.#restartDeadline(peer, session);
    const frame = JSON.parse(text) as Frame;
    if (frame.op === 0) peer.send({ op: 1 });
    else if (frame.op === 3) {
      session.producer = String((frame.d as Reading)?.producer_id ?? '');
      peer.send({ op: 4 });
      if (this.extensions.includes('rejoin')) {
        peer.send({ op: 68, d: { token: 'again', good_for_ms: TOKEN_MS } });
      }
    } else if (frame.op === 6 || frame.op === 67) this.#onSubmit(peer, session, frame);
  }

  closed(peer: Peer): void {
    const session = this.#sessions.get(peer);
    this.#sessions.delete(peer);
    this.#clock.clearTimeout(session?.deadline);
    this.#clock.clearTimeout(session?.commit);
  }

  /** Closes all connections with this code. */
  closeAll(code: number): void {
    for (const peer of this.#sessions.keys()) peer.close(code);
  }

  #restartDeadline(peer: Peer, session: Session): void {
    this.#clock.clearTimeout(session.deadline);
    session.deadline = this.#clock.setTimeout(() => peer.close(4005), INTERVAL_MS * LEEWAY);
  }

  #onSubmit(peer: Peer, session: Session, { n = 0, t = '', d = {} }: Frame): void {
    const readings = [d].flat() as readonly Reading[];
    for (const [i, reading] of readings.entries()) this.#store(session, n + i, t, reading);
    session.commit ??= this.#clock.setTimeout(() => {
      session.commit = undefined;
      peer.send({ op: 65, d: { n: session.ackN } });
    }, COMMIT_MS);
  }

  #store(session: Session, n: number, type: string, { ts, val }: Reading): void {
    const mark = this.#marks.get(session.producer) ?? 0;
    if (n > mark) {
      this.#marks.set(session.producer, n);
      const ageMs = this.#clock.now() - Date.parse(String(ts));
      this.log.push({ type, val: Number(val), ageMs });
    }
    session.ackN = Math.max(n, mark);
  }
}
