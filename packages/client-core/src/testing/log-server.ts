/**
 * A server with a log, in memory: what a broker does for its consumers, with the extensions that it is told
 * to speak, or with none. Without any it is strict: what the published protocol does not know is noted in
 * `violations`, and closed with 4004 where it is an opcode.
 *
 * Each connection sends its live run and its replay in turn, a frame of each, so that a seam between the two
 * shows. No network, no time of its own: frames leave one microtask after another.
 */
import { LIMITS } from '@wearwire/protocol';
import { encodeFrameMsgpack, msgpackToJson } from '@wearwire/protocol/msgpack';
import { type ScriptedConnection, type ScriptedFrame, ScriptedServer } from './scripted-server.js';
import { settle } from './virtual-clock.js';

/** How a `LogServer` behaves; without any it speaks the published protocol alone. */
export interface LogServerOptions {
  /** What it confirms of what is asked for. Default: none. */
  readonly extensions?: readonly string[];
  /** Whether it speaks MessagePack to those who ask. */
  readonly speaksMsgpack?: boolean;
  readonly canPause?: boolean;
}

/** One consumer's runs. */
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
 * A server in memory that keeps a log of numbered readings, answers REPLAY and speaks the extensions that
 * it is given. It notes what a client must not do in `violations`.
 */
export class LogServer {
  readonly scripted: ScriptedServer;
  /** What a client did that the published protocol does not know. */
  readonly violations: string[] = [];
  epoch = 1;
  newest = 0;
  /** Events up to here are gone. */
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
        if (!text.ok) throw new Error(`a client sent what is no frame: ${text.error}`);
        return JSON.parse(text.value);
      },
      onConnection: (connection) => this.#greet(connection),
      onFrame: (frame, connection) => this.#answer(frame, connection),
    });
  }

  get socketFactory() {
    return this.scripted.socketFactory;
  }

  /** Stores so many events, and sends them to who is there. */
  append(count = 1): void {
    this.newest += count;
    for (const feed of this.#feeds.values()) this.#pump(feed);
  }

  /** Every event of the log as it was numbered is lost; the next one is the first of a new log. */
  loseLog(): void {
    this.epoch++;
    this.newest = this.purged = 0;
  }

  /** Ends every connection; by default as a broken link. */
  cut(code = 1006): void {
    for (const connection of this.#feeds.keys()) connection.close(code);
    this.#feeds.clear();
  }

  /** A planned stop: RECONNECT to those who know it, then 1012. */
  restart(afterMs: number): void {
    for (const { connection, granted, isPacked } of this.#feeds.values()) {
      if (!granted.includes('reconnect')) continue;
      this.#send(connection, isPacked, { op: 66, d: { after_ms: afterMs } });
    }
    this.cut(1012);
  }

  /** Resolves when all that is due was sent, and what waits for promises alone has gone on. */
  async idle(): Promise<void> {
    await settle();
    while ([...this.#feeds.values()].some(({ isPumping }) => isPumping)) await settle();
  }

  #greet(connection: ScriptedConnection): void {
    const query = new URL(connection.url).searchParams;
    const { extensions: known = [], speaksMsgpack = false } = this.#options;
    const asked = query.get('extensions')?.split(',') ?? [];
    const extensions = known.filter((one) => asked.includes(one));
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
      const told = feed.granted.includes('position') ? { d: { last_seq: this.newest } } : {};
      queueMicrotask(() => this.#send(connection, feed.isPacked, { op: 1, ...told }));
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
      // One that is ahead gets live events alone.
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

  /** A frame of the live run, one of the replay, and again, while there are any. */
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
