/**
 * An in-memory server with a log that serves consumers like a broker, with the given extensions or none.
 * It is strict: members and opcodes of a client that belong neither to the published protocol nor to a confirmed
 * extension are recorded in `violations`, and an unknown opcode is closed with 4004.
 *
 * On each connection live and replayed events alternate, so that a client must merge them. It uses no network and no
 * clock: each frame is sent in its own microtask.
 */
import { LIMITS } from '@wearwire/protocol';
import { encodeFrameMsgpack, msgpackToJson } from '@wearwire/protocol/msgpack';
import { type ScriptedConnection, type ScriptedFrame, ScriptedServer } from './scripted-server.js';
import { settle } from './virtual-clock.js';

/** Options of a `LogServer`. By default it supports only the published protocol. */
export interface LogServerOptions {
  /** Extensions that it confirms if requested. Default: none. */
  readonly extensions?: readonly string[];
  /** Whether it confirms MessagePack if requested. Default: false. */
  readonly confirmsMsgpack?: boolean;
  /** Whether the client's sockets can be paused. Default: true. */
  readonly canPause?: boolean;
}

/** Live and replay state of one consumer. */
interface Feed {
  readonly connection: ScriptedConnection;
  /** Extensions confirmed in HELLO. */
  readonly confirmed: readonly string[];
  readonly usesMsgpack: boolean;
  /** The last live event that was sent. */
  liveSeq: number;
  /** Pending replays; the first is being answered, up to but not including `before`. */
  readonly replays: {
    readonly after: number;
    readonly before: number;
    next: number;
    sent: number;
  }[];
  isIdentified: boolean;
  /** Whether a microtask will send the next frames. */
  isScheduled: boolean;
}

const IDENTIFY_KEYS = new Set(['token', 'type']);

/**
 * An in-memory server that keeps a log of numbered readings, answers REPLAY and supports the given
 * extensions. It records protocol violations of clients in `violations`.
 */
export class LogServer {
  readonly scripted: ScriptedServer;
  /** Violations by clients, such as `op 99` or `IDENTIFY d.after`. */
  readonly violations: string[] = [];
  epoch = 1;
  /** Seq of the newest event. */
  newest = 0;
  /** Events up to this seq are no longer stored. */
  purged = 0;
  readonly #options: LogServerOptions;
  readonly #feeds = new Map<ScriptedConnection, Feed>();

  constructor(options: LogServerOptions = {}) {
    this.#options = options;
    this.scripted = new ScriptedServer({
      auto: false,
      canPause: options.canPause ?? true,
      readBinary: (message) => {
        const text = msgpackToJson(message, LIMITS.frameBytesMax.default);
        if (!text.ok) throw new Error(`a client sent an invalid frame: ${text.error}`);
        return JSON.parse(text.value);
      },
      onConnection: (connection) => this.#greet(connection),
      onFrame: (frame, connection) => this.#answer(frame, connection),
    });
  }

  get socketFactory() {
    return this.scripted.socketFactory;
  }

  /** Stores this many events and sends them to the connected consumers. */
  append(count = 1): void {
    this.newest += count;
    for (const feed of this.#feeds.values()) this.#schedule(feed);
  }

  /** Discards all events and starts a new epoch, in which the next event has seq 1. */
  loseLog(): void {
    this.epoch++;
    this.newest = this.purged = 0;
  }

  /** Closes every connection; the default code simulates broken links. */
  cut(code = 1006): void {
    for (const connection of this.#feeds.keys()) connection.close(code);
    this.#feeds.clear();
  }

  /** A planned stop: sends RECONNECT to clients that negotiated it, then closes with 1012. */
  restart(afterMs: number): void {
    for (const feed of this.#feeds.values()) {
      if (!feed.confirmed.includes('reconnect')) continue;
      this.#send(feed, { op: 66, d: { after_ms: afterMs } });
    }
    this.cut(1012);
  }

  /** Resolves when all pending frames are sent and pending promises have settled. */
  async idle(): Promise<void> {
    await settle();
    while ([...this.#feeds.values()].some(({ isScheduled }) => isScheduled)) await settle();
  }

  #greet(connection: ScriptedConnection): void {
    const query = new URL(connection.url).searchParams;
    const { extensions: known = [], confirmsMsgpack = false } = this.#options;
    const requested = query.get('extensions')?.split(',') ?? [];
    const confirmed = known.filter((extension) => requested.includes(extension));
    const usesMsgpack = confirmsMsgpack && query.get('encoding') === 'msgpack';
    const feed: Feed = {
      connection,
      confirmed,
      usesMsgpack,
      liveSeq: 0,
      replays: [],
      isIdentified: false,
      isScheduled: false,
    };
    this.#feeds.set(connection, feed);
    const d = {
      heartbeat_interval: 40_000,
      ...(usesMsgpack && { encoding: 'msgpack' }),
      ...(confirmed.length > 0 && { extensions: confirmed }),
    };
    queueMicrotask(() => {
      connection.open();
      this.#send(feed, { op: 2, d });
    });
  }

  #answer(frame: ScriptedFrame, connection: ScriptedConnection): void {
    const feed = this.#feeds.get(connection);
    if (!feed) return;
    const { op, d = {} } = frame;
    if (op === 0) {
      const position = feed.confirmed.includes('position') ? { d: { last_seq: this.newest } } : {};
      queueMicrotask(() => this.#send(feed, { op: 1, ...position }));
    } else if (op === 3) this.#identify(feed, d);
    else if (op === 7) this.#replay(feed, d);
    else {
      this.violations.push(`op ${op}`);
      connection.close(4004);
    }
  }

  #identify(feed: Feed, d: Readonly<Record<string, unknown>>): void {
    const canResume = feed.confirmed.includes('resume');
    for (const key of Object.keys(d)) {
      const isAllowed = IDENTIFY_KEYS.has(key) || (key === 'after' && canResume);
      if (!isAllowed) this.violations.push(`IDENTIFY d.${key}`);
    }
    queueMicrotask(() => {
      const after = canResume ? (d.after as number | undefined) : undefined;
      // A client whose `after` is above the newest seq gets only live events.
      feed.liveSeq = Math.min(after ?? this.newest, this.newest);
      feed.isIdentified = true;
      const position = {
        epoch: this.epoch,
        first_seq: this.purged + 1,
        last_seq: this.newest,
        retention_ms: 172_800_000,
      };
      this.#send(feed, { op: 4, ...(feed.confirmed.includes('position') && { d: position }) });
      this.#schedule(feed);
    });
  }

  #replay(feed: Feed, d: Readonly<Record<string, unknown>>): void {
    const { after = 0, before } = d as { after?: number; before?: number };
    const end = Math.min(before ?? Number.POSITIVE_INFINITY, this.newest + 1);
    feed.replays.push({ after, before: end, next: after + 1, sent: 0 });
    this.#schedule(feed);
  }

  /** Sends live and replayed events alternately, in microtasks, until none are left. */
  #schedule(feed: Feed): void {
    if (feed.isScheduled || !feed.isIdentified) return;
    feed.isScheduled = true;
    queueMicrotask(() => {
      feed.isScheduled = false;
      if (this.#feeds.get(feed.connection) !== feed) return;
      const hasSentLive = this.#sendLive(feed);
      const hasReplayed = this.#sendReplayed(feed);
      if (hasSentLive || hasReplayed) this.#schedule(feed);
    });
  }

  #sendLive(feed: Feed): boolean {
    feed.liveSeq = Math.max(feed.liveSeq, this.purged);
    if (feed.liveSeq >= this.newest) return false;
    this.#dispatch(feed, ++feed.liveSeq);
    return true;
  }

  #sendReplayed(feed: Feed): boolean {
    const [replay] = feed.replays;
    if (!replay) return false;
    replay.next = Math.max(replay.next, this.purged + 1);
    if (replay.next < replay.before) {
      replay.sent++;
      this.#dispatch(feed, replay.next++);
      return true;
    }
    feed.replays.shift();
    const { after, before, sent } = replay;
    const first = this.purged + 1;
    const d = { after, before, sent, first_available: first, truncated: after + 1 < first };
    if (feed.confirmed.includes('replay-end')) this.#send(feed, { op: 64, d });
    return true;
  }

  #dispatch(feed: Feed, seq: number): void {
    const d = { ts: new Date(seq * 1_000).toISOString(), val: this.epoch * 1_000_000 + seq };
    this.#send(feed, { op: 5, d, uid: 'user-1', seq, t: 'POWER' });
  }

  #send({ connection, usesMsgpack }: Feed, frame: object): void {
    if (usesMsgpack) connection.sendRaw(encodeFrameMsgpack(frame as never));
    else connection.send(frame);
  }
}
