/** One connection of the reference server: HELLO, deadlines, heartbeats, closing. `handlers.ts` handles its frames. */
import type { Extension, Frame, Negotiated } from '@wearwire/protocol';
import { encodeFrameMsgpack } from '@wearwire/protocol/msgpack';
import { grantOf } from '@wearwire/protocol/server';
import type { WebSocket } from 'ws';
import type { LoggedEvent, Subscriber } from './developer-log.js';
import type { Fault } from './faults.js';
import { negotiatedBy } from './negotiated-by.js';
import { disconnectAll, type ServerState, whenStored } from './server-state.js';
import type { Grant } from './token-service.js';

const SLOW_BYTES = 256 * 1024;
const FLOOD = 50;
const FLOOD_MS = 2_000;
/** Delay of actions that a fault makes late. */
const LATE_MS = 60;
/** Delay of a late HELLO: a client that does not wait for it must be answered before it, even on a busy machine. */
const HELLO_LATE_MS = 300;
const STALL_MS = 30;

export class Session implements Subscriber {
  readonly server: ServerState;
  readonly #socket: WebSocket;
  readonly #negotiated: Negotiated;
  /** IDENTIFY's `producer_id`. */
  producerId: string | undefined;
  /** The grant of the token in IDENTIFY. */
  grant: Grant | undefined;
  role: number | undefined;
  /** An IDENTIFY is being processed. */
  isIdentifying = false;
  /** How many times each live event is sent; any number other than 1 is a fault. */
  copiesOfLive = 1;
  replays = 0;
  #heartbeats = 0;
  #heartbeatsSinceMs = 0;
  #isAckDue = false;
  #deadline: NodeJS.Timeout | undefined;
  readonly #identifyTimer: NodeJS.Timeout | undefined;

  constructor(server: ServerState, socket: WebSocket, url: URL) {
    this.server = server;
    this.#socket = socket;
    this.#negotiated = negotiatedBy(server.options, grantOf(url.searchParams));
    const { heartbeatIntervalMs, identifyTimeoutMs } = server.options;
    this.#identifyTimer = setTimeout(
      () => this.#onIdentifyTimeout(),
      this.fault === 'early-identify-timeout' ? identifyTimeoutMs / 10 : identifyTimeoutMs,
    );
    this.#hello(url, heartbeatIntervalMs);
    this.restartHeartbeatDeadline(true);
    socket.setMaxListeners(0); // one listener per pending probe
    socket.on('error', () => {
      if (this.fault === 'error-ends-all') disconnectAll(server);
    });
    socket.on('close', (code) => this.#closed(code));
  }

  get fault(): Fault | undefined {
    return this.server.options.fault;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  get usesMsgpack(): boolean {
    return this.#negotiated.encoding === 'msgpack';
  }

  uses(extension: Extension): boolean {
    return this.#negotiated.extensions.includes(extension);
  }

  send(text: string): void {
    if (this.usesMsgpack) this.#socket.send(encodeFrameMsgpack(JSON.parse(text) as Frame));
    else this.#socket.send(text);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, this.fault === 'closes-without-reason' ? '' : reason);
  }

  cut(): void {
    this.#socket.terminate();
  }

  /** Restarts the deadline of the next heartbeat. */
  restartHeartbeatDeadline(isFirst: boolean): void {
    const { heartbeatIntervalMs: intervalMs } = this.server.options;
    if (this.fault === 'no-heartbeat-deadline') return;
    if (this.fault === 'only-first-heartbeat-counts' && this.#heartbeats > 1) return;
    const faulty: Partial<Record<Fault, number>> = { 'early-4005': 0.1, 'exact-window': 1 };
    if (isFirst) faulty['first-heartbeat-by-half'] = 0.5;
    const intervals = (this.fault && faulty[this.fault]) ?? 1.5;
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(
      () => this.close(4005, 'no heartbeat in time'),
      intervalMs * intervals,
    );
  }

  /** Every frame extends the heartbeat deadline. */
  onFrame(): void {
    if (this.fault === 'only-first-heartbeat-counts') return;
    this.restartHeartbeatDeadline(this.#heartbeats === 0);
  }

  handleHeartbeat(): void {
    this.#heartbeats++;
    this.restartHeartbeatDeadline(false);
    if (this.fault === 'no-ack-before-identify' && this.role === undefined) return;
    if (this.fault === 'flood-stalls-all' && this.#isFlood()) stall();
    if (this.fault === 'flood-drops-acks') return this.#ackOncePerTurn();
    const isLimited = this.fault === 'flood-closes' || this.fault === 'rate-closes';
    if (isLimited && this.#isFlood()) return this.close(1008, 'too many heartbeats');
    this.#ackWhenStored();
    if (this.fault === 'double-ack') this.send('{"op":1}');
  }

  #ackWhenStored(): void {
    const ack = (): void => this.send('{"op":1}');
    if (this.server.stalled === undefined) return ack();
    let isStored = false;
    whenStored(this.server, () => {
      isStored = true;
      if (this.isOpen) ack();
    });
    setTimeout(() => {
      if (isStored) return;
      if (this.fault === 'ack-after-barrier-timeout') ack();
      this.close(1013, 'not stored in time');
    }, this.server.options.barrierTimeoutMs);
  }

  get isMonitor(): boolean {
    return this.grant?.isMonitor === true && this.fault !== 'monitor-takes-slot';
  }

  dispatch(event: LoggedEvent): void {
    if (this.fault === 'drops-when-slow' && this.#socket.bufferedAmount > SLOW_BYTES) return;
    for (let copy = 0; copy < this.copiesOfLive; copy++) this.send(event.text);
  }

  isAlive(timeoutMs: number): Promise<boolean> {
    if (this.fault === 'no-probe' || this.fault === 'late-release') return Promise.resolve(true);
    if (!this.isOpen) return Promise.resolve(false);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), timeoutMs);
      this.#socket.once('pong', () => {
        clearTimeout(timer);
        resolve(true);
      });
      this.#socket.ping();
    });
  }

  closeAndRelease(code: number, reason: string): void {
    this.#release();
    this.close(code, reason);
  }

  #hello(url: URL, interval: number): void {
    const extra =
      this.fault === 'hello-extra-field' || (this.fault === 'hello-echoes-query' && url.search);
    const confirmed = confirmationText(this.#negotiated);
    const more = `${extra ? ',"x":1' : ''}${confirmed}`;
    const hello = `{"op":2,"d":{"heartbeat_interval":${interval}${more}}}`;
    if (this.fault === 'msgpack-hello-in-text' && this.usesMsgpack) this.#socket.send(hello);
    else if (this.fault === 'hello-late') setTimeout(() => this.send(hello), HELLO_LATE_MS);
    else this.send(hello);
    if (this.fault === 'hello-twice') this.send(hello);
  }

  #onIdentifyTimeout(): void {
    if (this.grant === undefined && this.fault !== 'no-identify-timeout') {
      this.close(4000, 'not identified in time');
    }
  }

  #isFlood(): boolean {
    if (Date.now() - this.#heartbeatsSinceMs > FLOOD_MS) {
      this.#heartbeatsSinceMs = Date.now();
      this.#heartbeats = 1;
    }
    return this.#heartbeats > FLOOD;
  }

  #ackOncePerTurn(): void {
    if (this.#isAckDue) return;
    this.#isAckDue = true;
    setImmediate(() => {
      this.#isAckDue = false;
      this.send('{"op":1}');
    });
  }

  #closed(code: number): void {
    clearTimeout(this.#identifyTimer);
    clearTimeout(this.#deadline);
    if (this.fault === 'late-release') setTimeout(() => this.#release(), LATE_MS);
    else this.#release();
    if (this.fault === 'cut-ends-all' && code === 1006) disconnectAll(this.server);
  }

  #release(): void {
    if (this.grant === undefined) return;
    const { subscribers } = this.server.logOf(this.grant.developer);
    const index = subscribers.indexOf(this);
    if (index >= 0) subscribers.splice(index, 1);
  }
}

/** The text of further members of HELLO's `d`. */
function confirmationText({ encoding, extensions }: Negotiated): string {
  const parts = { ...(encoding && { encoding }), ...(extensions.length > 0 && { extensions }) };
  const text = JSON.stringify(parts).slice(1, -1);
  return text === '' ? '' : `,${text}`;
}

/** Blocks the event loop. */
function stall(): void {
  const untilMs = Date.now() + STALL_MS;
  while (Date.now() < untilMs);
}
