/**
 * A model of a broker in memory, as a producer observes it: stores each `n` once, acknowledges the events of a commit
 * together, and closes connections that miss the heartbeat deadline with 4005. Readings carry the time of their
 * submission in `ts`.
 */
import type { Clock, TimerHandle } from '@wearwire/client-core';
import { CloseCode, type Extension, Opcode } from '@wearwire/protocol';
import type { ServerHandlers, ServerSocket } from '../link/sockets.js';
import { type Arrival, arrivalOf } from '../outcome.js';

/** Duration of a commit; events received during it are acknowledged together. */
const COMMIT_MS = 5;
const HEARTBEAT_INTERVAL_MS = 40_000;
const HEARTBEAT_DEADLINE_MS = 60_000;
const TOKEN_VALID_MS = 300_000;
const ABNORMAL_CLOSURE = 1006;
const EXTENSIONS: readonly Extension[] = ['ack', 'reconnect', 'batch', 'rejoin'];

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

export class ModelBroker implements ServerHandlers {
  readonly log: Arrival[] = [];
  readonly #clock: Clock;
  readonly #sessions = new Map<ServerSocket, Session>();
  readonly #marks = new Map<string, number>();
  readonly #extensions: readonly Extension[];
  /** While true, the broker accepts no connections. */
  isDown = false;

  constructor(clock: Clock, unsupported?: Extension) {
    this.#clock = clock;
    this.#extensions = EXTENSIONS.filter((name) => name !== unsupported);
  }

  opened(socket: ServerSocket): void {
    if (this.isDown) {
      socket.close(ABNORMAL_CLOSURE);
      return;
    }
    const session: Session = { producer: '', ackN: 0, commit: undefined, deadline: undefined };
    this.#sessions.set(socket, session);
    this.#restartDeadline(socket, session);
    const requested = new URL(socket.url).searchParams.get('extensions')?.split(',') ?? [];
    const extensions = this.#extensions.filter((name) => requested.includes(name));
    socket.send({ op: Opcode.Hello, d: { heartbeat_interval: HEARTBEAT_INTERVAL_MS, extensions } });
  }

  message(socket: ServerSocket, text: string): void {
    const session = this.#sessions.get(socket);
    if (!session) return;
    this.#restartDeadline(socket, session);
    const frame = JSON.parse(text) as Frame;
    if (frame.op === Opcode.Heartbeat) socket.send({ op: Opcode.HeartbeatAck });
    else if (frame.op === Opcode.Identify) {
      session.producer = String((frame.d as Reading)?.producer_id ?? '');
      socket.send({ op: Opcode.Ready });
      if (this.#extensions.includes('rejoin')) {
        socket.send({ op: Opcode.Rejoin, d: { token: 'again', good_for_ms: TOKEN_VALID_MS } });
      }
    } else if (frame.op === Opcode.Submit || frame.op === Opcode.SubmitBatch) {
      this.#onSubmit(socket, session, frame);
    }
  }

  closed(socket: ServerSocket): void {
    const session = this.#sessions.get(socket);
    this.#sessions.delete(socket);
    this.#clock.clearTimeout(session?.deadline);
    this.#clock.clearTimeout(session?.commit);
  }

  /** Closes all connections with this code. */
  closeAll(code: number): void {
    for (const socket of this.#sessions.keys()) socket.close(code);
  }

  #restartDeadline(socket: ServerSocket, session: Session): void {
    this.#clock.clearTimeout(session.deadline);
    session.deadline = this.#clock.setTimeout(
      () => socket.close(CloseCode.HeartbeatMissed),
      HEARTBEAT_DEADLINE_MS,
    );
  }

  #onSubmit(socket: ServerSocket, session: Session, { n = 0, t = '', d = {} }: Frame): void {
    const readings = [d].flat() as readonly Reading[];
    for (const [i, reading] of readings.entries()) this.#store(session, n + i, t, reading);
    session.commit ??= this.#clock.setTimeout(() => {
      session.commit = undefined;
      socket.send({ op: Opcode.Ack, d: { n: session.ackN } });
    }, COMMIT_MS);
  }

  #store(session: Session, n: number, type: string, reading: Reading): void {
    const mark = this.#marks.get(session.producer) ?? 0;
    if (n > mark) {
      this.#marks.set(session.producer, n);
      this.log.push(arrivalOf(type, reading, this.#clock.now()));
    }
    session.ackN = Math.max(n, mark);
  }
}
