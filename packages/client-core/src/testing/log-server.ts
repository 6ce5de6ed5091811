/**
 * An in-memory server with a log that serves consumers like a broker, with the given extensions or none.
 * Without extensions it is strict: anything outside the published protocol is recorded in `violations`, and
 * an unknown opcode is closed with 4004.
 *
 * Each connection alternates between live frames and replay frames, so that tests exercise the seam between
 * them. It uses no network and no clock: each frame is sent in its own microtask.
 */
import { LIMITS } from '@wearwire/protocol';
import { encodeFrameMsgpack, msgpackToJson } from '@wearwire/protocol/msgpack';
import { type ScriptedConnection, type ScriptedFrame, ScriptedServer } from './scripted-server.js';
import { settle } from './virtual-clock.js';

/** Options of a `LogServer`. By default it supports only the published protocol. */
export interface LogServerOptions {
  /** Extensions that it confirms if requested. Default: none. */
  readonly extensions?: readonly string[];
  /** Whether it confirms MessagePack if requested. */
  readonly speaksMsgpack?: boolean;
  readonly canPause?: boolean;
}

/** Live and replay state of one consumer. */
interface Feed {
  readonly connection: ScriptedConnection;
  readonly granted: readonly string[];
  readonly isPacked: boolean;
  liveSeq: number;
  readonly replays: { readonly after: number; readonly before: number; next: number }[];
  isIdentified: boolean;
  isPumping: boolean;
}

const IDENTIFY_KEYS = new Set(['token', 'type']);

/**
 * An in-memory server that keeps a log of numbered readings, answers REPLAY and supports the given
 * extensions. It records protocol violations of clients in `violations`.
 */
export class LogServer {
  readonly scripted: ScriptedServer;
  /** Actions of clients outside the published protocol. */
  readonly violations: string[] = [];
  epoch = 1;
  newest = 0;
  /** Events up to this seq have expired. */
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
    for (const feed of this.#feeds.values()) this.#pump(feed);
  }

  /** Discards the log and its numbering; the next event starts a new log. */
  loseLog(): void {
    this.epoch++;
    this.newest = this.purged = 0;
  }

  /** Closes every connection; by default like a broken link. */
  cut(code = 1006): void {
    for (const connection of this.#feeds.keys()) connection.close(code);
    this.#feeds.clear();
  }

  /** A planned stop: sends RECONNECT to clients that negotiated it, then closes with 1012. */
  restart(afterMs: number): void {
    for (const { connection, granted, isPacked } of this.#feeds.values()) {
      if (!granted.includes('reconnect')) continue;
      this.#send(connection, isPacked, { op: 66, d: { after_ms: afterMs } });
    }
    this.cut(1012);
  }

  /** Resolves when all pending frames are sent and pending promises have settled. */
  async idle(): Promise<void> {
    await settle();
    while ([...this.#feeds.values()].some(({ isPumping }) => isPumping)) await settle();
  }

  #greet(connection: ScriptedConnection): void {
    const query = new URL(connection.url).searchParams;
    const { extensions: known = [], speaksMsgpack = false } = this.#options;
    const requested = query.get('extensions')?.split(',') ?? [];
    const extensions = known.filter((one) => requested.includes(one));
    const isPacked = speaksMsgpack && query.get('encoding') === 'msgpack';
    const feed = { connection, granted: extensions, isPacked, liveSeq: 0, replays: [] };
    this.#feeds.set(connection, { ...feed, isIdentified: false, isPumping: false });
    const d = {
      heartbeat_interval: 40_000,
      ...(isPacked && { encoding: 'msgpack' }),
      ...(extensions.length > 0 && { extensions }),
    };
    queueMicrotask(() => {
      connection.open();
      this.#send(connection, isPacked, { op: 2, d });
    });
  }

  #answer(frame: ScriptedFrame, connection: ScriptedConnection): void {
    const feed = this.#feeds.get(connection);
    if (!feed) return;
    const { op, d = {} } = frame;
    if (op === 0) {
      const position = feed.granted.includes('position') ? { d: { last_seq: this.newest } } : {};
      queueMicrotask(() => this.#send(connection, feed.isPacked, { op: 1, ...position }));
    } else if (op === 3) this.#identify(feed, d);
    else if (op === 7) this.#replay(feed, d);
    else {
      this.violations.push(`op ${op}`);
      connection.close(4004);
    }
  }

  #identify(feed: Feed, d: Readonly<Record<string, unknown>>): void {
    const { connection, granted, isPacked } = feed;
    for (const key of Object.keys(d)) {
      const isGranted = key === 'after' && granted.includes('resume');
      if (!IDENTIFY_KEYS.has(key) && !isGranted) this.violations.push(`IDENTIFY d.${key}`);
    }
    queueMicrotask(() => {
      const after = granted.includes('resume') ? (d.after as number | undefined) : undefined;
      // A client that is ahead gets only live events.
      feed.liveSeq = Math.min(after ?? this.newest, this.newest);
      feed.isIdentified = true;
      const position = {
        epoch: this.epoch,
        first_seq: this.purged + 1,
        last_seq: this.newest,
        retention_ms: 172_800_000,
      };
      const isTold = granted.includes('position');
      this.#send(connection, isPacked, isTold ? { op: 4, d: position } : { op: 4 });
      this.#pump(feed);
    });
  }

  #replay(feed: Feed, d: Readonly<Record<string, unknown>>): void {
    const { after = 0, before } = d as { after?: number; before?: number };
    const end = Math.min(before ?? Number.POSITIVE_INFINITY, this.newest + 1);
    feed.replays.push({ after, before: end, next: after + 1 });
    this.#pump(feed);
  }

  /** Sends live and replay frames alternately until none are left. */
  #pump(feed: Feed): void {
    if (feed.isPumping || !feed.isIdentified) return;
    feed.isPumping = true;
    queueMicrotask(() => {
      feed.isPumping = false;
      if (this.#feeds.get(feed.connection) !== feed) return;
      const hasSentLive = this.#sendLive(feed);
      const hasReplayed = this.#sendReplayed(feed);
      if (hasSentLive || hasReplayed) this.#pump(feed);
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
      this.#dispatch(feed, replay.next++);
      return true;
    }
    feed.replays.shift();
    const { after, before } = replay;
    const first = this.purged + 1;
    const d = { after, before, sent: 0, first_available: first, truncated: after + 1 < first };
    if (feed.granted.includes('replay-end')) {
      this.#send(feed.connection, feed.isPacked, { op: 64, d });
    }
    return true;
  }

  #dispatch({ connection, isPacked }: Feed, seq: number): void {
    const d = { ts: new Date(seq * 1_000).toISOString(), val: this.epoch * 1_000_000 + seq };
    this.#send(connection, isPacked, { op: 5, d, uid: 'user-1', seq, t: 'POWER' });
  }

  #send(connection: ScriptedConnection, isPacked: boolean, frame: object): void {
    if (isPacked) connection.sendRaw(encodeFrameMsgpack(frame as never));
    else connection.send(frame);
  }
}
