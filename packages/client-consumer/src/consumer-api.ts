/** The consumer as its users see it: options, signals, methods. No code. */
import type { ClientError, ClientOptions, SessionState, StateChange } from '@wearwire/client-core';
import type { EventType } from '@wearwire/protocol';
import type { Cursor, CursorStore } from './cursor-store.js';
import type { DeliveryOrder } from './event-order.js';
import type { EventOf, Gap, Reset, StreamEvent } from './events.js';

/**
 * What a consumer is made with: all that a client takes, where to begin, and what may wait. Only `url` and
 * `getToken` must be there.
 */
export interface ConsumerOptions extends ClientOptions {
  /**
   * Where to begin: behind this seq (0: with the first that is kept), or `'live'` (default): with what
   * comes in after the first READY. Whatever it is, reconnects go on where the last connection ended.
   */
  readonly after?: number | 'live';
  /**
   * In which order events are delivered. Default: ascending, so that after a while without a connection the oldest
   * come first. `newestFirst` of the entry `./newest-first`: live events at once, and the backlog beside them.
   */
  readonly order?: DeliveryOrder;
  /**
   * Where the consumer's place is kept over restarts: `fileCursorStore(path)` of the entry `./file`,
   * `webCursorStore(key)`, `memoryCursorStore()` or two functions of your own. A place that was kept goes
   * before `after`.
   */
  readonly cursor?: CursorStore;
  /** Least time between two saves of the cursor, in ms. Default 250. */
  readonly cursorSaveMs?: number;
  /** Your developer id, to stand in each event's `key`. */
  readonly developer?: string;
  /** Events that wait for one loop before the link is paused. Default 1,024. */
  readonly bufferEventsMax?: number;
  /** Live events held while a replay closes the gap below them; more are asked for again. Default 16,384. */
  readonly heldEventsMax?: number;
  /** How long a replay may make no progress, in ms, before what is missing is reported as gone. Default 5,000. */
  readonly quietMs?: number;
}

/** Names of the client's own signals and what their listeners get. */
export interface ConsumerSignals {
  /** Events that will not come. Told before the event behind them is delivered. */
  gap: Gap;
  /** The server's numbers are new ones. */
  reset: Reset;
  state: StateChange;
  /** What went wrong: reconnects that follow, listeners that threw, and what ended the consumer. */
  error: ClientError;
}

/** How long `stop` may take. */
export interface StopOptions {
  /** Longest time for the closing handshake, in ms. Default: `closeTimeoutMs`, 1,000. */
  readonly timeoutMs?: number;
}

/** Takes the listener off again. */
export type Off = () => void;

/**
 * Readings in order, each once, across reconnects. Connects when the first loop begins or the first
 * listener of events is there.
 *
 * Several loops and listeners may be at work at the same time: each sees every event from its beginning on.
 * The slowest loop holds back all (listeners are called as events come in and are not awaited). When the
 * last loop is left by `break` and no event listener is there, events wait for the next loop.
 *
 * `stop()` and an aborted `signal` end loops quietly, with what was still buffered left out; an error that
 * cannot be mended by trying again is thrown by the loops, after what was buffered.
 */
export interface Consumer extends AsyncIterable<StreamEvent>, AsyncDisposable {
  on<S extends keyof ConsumerSignals>(
    signal: S,
    listener: (value: ConsumerSignals[S]) => void,
  ): Off;
  /** Events of every type. */
  on(type: '*', listener: (event: StreamEvent) => void): Off;
  /** Events of one type. */
  on<T extends EventType>(type: T, listener: (event: EventOf<T>) => void): Off;
  on(type: string, listener: (event: EventOf<string>) => void): Off;

  readonly state: SessionState;
  /**
   * The last seq that every loop has done with (it has asked for the next event) and every listener too (it
   * has returned, or the promise that it returned has resolved): start again with `after: position` and
   * nothing is missed. A listener that throws or rejects holds it before its event. `undefined` before the
   * first event of a consumer that began `'live'` on a server without the extension `position`.
   */
  readonly position: number | undefined;
  /** `position` with the log that it belongs to: what a cursor store keeps. */
  readonly cursor: Cursor | undefined;
  /**
   * Events that the server keeps behind `position`, as it last told: at READY, with each HEARTBEAT_ACK, and
   * while events come at least every few seconds (extension `position`). `undefined` where that is not known:
   * without the extension, without a connection, or when the server has not answered lately.
   */
  readonly lag: number | undefined;
  /**
   * Age in ms of the newest event when it was delivered: since its reading's `ts`, or, where that is no
   * date, since its frame came in. With `ts` two clocks are compared, the sensor's and this one: it holds
   * their difference, may be negative, and of a replay it is the time since the reading. `undefined` before
   * the first event.
   */
  readonly latency: number | undefined;
  /** The last seq that came in, in order; `position` runs behind it. */
  readonly receivedSeq: number | undefined;
  /** Resolves when the consumer has ended: with the error that ended it, or `undefined` after a stop. */
  readonly ended: Promise<ClientError | undefined>;

  /** A loop as a WHATWG stream: an event is done with when the next one is read. Cancelling leaves the loop. */
  stream(): ReadableStream<StreamEvent>;
  // In these words because TypeScript before 5.6 knows AsyncIterableIterator with one argument only.
  /** A loop of its own: it sees every event from its beginning on. */
  [Symbol.asyncIterator](): AsyncIterator<StreamEvent, undefined> & AsyncIterable<StreamEvent>;
  /**
   * Tells that the device has another network (Wi-Fi to mobile, a VPN on or off): the link, or the attempt
   * that is under way, is dropped and another one is made at once.
   */
  networkChanged(): void;
  /** Closes with 1000; resolves when the link is closed. The one way to stop; may be called twice. */
  stop(options?: StopOptions): Promise<void>;
}
