/** One connection of the stand-in: HELLO, deadlines, heartbeats, closing. Frames go to `handlers.ts`. */
import type { Extension, Frame, Negotiated } from '@wearwire/protocol';
import { encodeFrameMsgpack } from '@wearwire/protocol/msgpack';
import { grantOf } from '@wearwire/protocol/server';
import type { WebSocket } from 'ws';
import type { LoggedEvent, Watcher } from './developer-log.js';
import { negotiatedBy } from './extensions.js';
import type { Fault } from './faults.js';
import { handleMessage } from './handlers.js';
import { endAll, type House, whenStored } from './house.js';
import type { Grant } from './token-desk.js';

const SLOW_BYTES = 256 * 1024;
const FLOOD = 50;
const FLOOD_MS = 2_000;
/** How late the stand-in does what a fault makes late. */
const LATE_MS = 60;
const STALL_MS = 30;

export class Session implements Watcher {
  readonly house: House;
  readonly #socket: WebSocket;
  readonly #negotiated: Negotiated;
  /** IDENTIFY's `producer_id`. */
  producerId: string | undefined;
  /** Set by IDENTIFY. */
  grant: Grant | undefined;
  role: number | undefined;
  /** An IDENTIFY is being looked up. */
  isIdentifying = false;
  /** How often each live event comes; any number but one is a fault. */
  copiesOfLive = 1;
  replays = 0;
  #beats = 0;
  #beatsSinceMs = 0;
  #isAckDue = false;
  #deadline: NodeJS.Timeout | undefined;
  readonly #identifyTimer: NodeJS.Timeout | undefined;

  constructor(house: House, socket: WebSocket, url: URL) {
    this.house = house;
    this.#socket = socket;
    this.#negotiated = negotiatedBy(house.options, grantOf(url.searchParams));
    const { heartbeatIntervalMs, identifyTimeoutMs } = house.options;
    this.#identifyTimer = setTimeout(
      () => this.#identifyIsOverdue(),
      this.fault === 'early-identify-timeout' ? identifyTimeoutMs / 10 : identifyTimeoutMs,
    );
    this.#hello(url, heartbeatIntervalMs);
    this.awaitBeat(true);
    socket.setMaxListeners(0); // one for each newcomer that is probed for
    socket.on('message', (data: Buffer, isBinary) => handleMessage(this, data, isBinary));
    socket.on('error', () => {
      if (this.fault === 'error-ends-all') endAll(house);
    });
    socket.on('close', (code) => this.#closed(code));
  }

  get fault(): Fault | undefined {
    return this.house.options.fault;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  get isPacked(): boolean {
    return this.#negotiated.encoding === 'msgpack';
  }

  uses(extension: Extension): boolean {
    return this.#negotiated.extensions.includes(extension);
  }

  send(text: string): void {
    if (this.isPacked) this.#socket.send(encodeFrameMsgpack(JSON.parse(text) as Frame));
    else this.#socket.send(text);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, this.fault === 'closes-without-reason' ? '' : reason);
  }

  cut(): void {
    this.#socket.terminate();
  }

  /** Starts the time over within which a heartbeat must come. */
  awaitBeat(isFirst: boolean): void {
    const { heartbeatIntervalMs: intervalMs } = this.house.options;
    if (this.fault === 'no-heartbeat-deadline') return;
    if (this.fault === 'only-first-beat-counts' && this.#beats > 1) return;
    const faulty: Partial<Record<Fault, number>> = { 'early-4005': 0.8, 'exact-window': 1 };
    if (isFirst) faulty['first-beat-by-half'] = 0.5;
    const intervals = (this.fault && faulty[this.fault]) ?? 1.5;
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(
      () => this.close(4005, 'no heartbeat in time'),
      intervalMs * intervals,
    );
  }

  /** Any frame is a sign of life. */
  frameCame(): void {
    this.awaitBeat(this.#beats === 0);
  }

  beat(): void {
    this.#beats++;
    this.awaitBeat(false);
    if (this.fault === 'no-ack-before-identify' && this.role === undefined) return;
    if (this.fault === 'flood-stalls-all' && this.#isFlood()) stall();
    if (this.fault === 'flood-drops-acks') return this.#ackOnceInATurn();
    const isLimited = this.fault === 'flood-closes' || this.fault === 'rate-closes';
    if (isLimited && this.#isFlood()) return this.close(1008, 'too many heartbeats');
    this.#ackWhenStored();
    if (this.fault === 'double-ack') this.send('{"op":1}');
  }

  #ackWhenStored(): void {
    const ack = (): void => this.send('{"op":1}');
    if (this.house.stalled === undefined) return ack();
    let isStored = false;
    whenStored(this.house, () => {
      isStored = true;
      if (this.isOpen) ack();
    });
    setTimeout(() => {
      if (isStored) return;
      if (this.fault === 'ack-after-barrier-timeout') ack();
      this.close(1013, 'not stored in time');
    }, this.house.options.barrierTimeoutMs);
  }

  get isMonitor(): boolean {
    return this.grant?.isMonitor === true && this.fault !== 'monitor-takes-place';
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

  giveUp(code: number, reason: string): void {
    this.#leave();
    this.close(code, reason);
  }

  #hello(url: URL, interval: number): void {
    const extra =
      this.fault === 'hello-extra-field' || (this.fault === 'hello-echoes-query' && url.search);
    const confirmed = confirmationText(this.#negotiated);
    const more = `${extra ? ',"x":1' : ''}${confirmed}`;
    const hello = `{"op":2,"d":{"heartbeat_interval":${interval}${more}}}`;
    if (this.fault === 'packed-hello-in-text' && this.isPacked) this.#socket.send(hello);
    else if (this.fault === 'hello-late') setTimeout(() => this.send(hello), LATE_MS);
    else this.send(hello);
    if (this.fault === 'hello-twice') this.send(hello);
  }

  #identifyIsOverdue(): void {
    if (this.grant === undefined && this.fault !== 'no-identify-timeout') {
      this.close(4000, 'not identified in time');
    }
  }

  #isFlood(): boolean {
    if (Date.now() - this.#beatsSinceMs > FLOOD_MS) {
      this.#beatsSinceMs = Date.now();
      this.#beats = 1;
    }
    return this.#beats > FLOOD;
  }

  #ackOnceInATurn(): void {
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
    this.house.sessions.delete(this);
    if (this.fault === 'late-release') setTimeout(() => this.#leave(), LATE_MS);
    else this.#leave();
    if (this.fault === 'cut-ends-all' && code === 1006) endAll(this.house);
  }

  #leave(): void {
    if (this.grant === undefined) return;
    const { watchers } = this.house.logOf(this.grant.developer);
    const index = watchers.indexOf(this);
    if (index >= 0) watchers.splice(index, 1);
  }
}

/** Further keys of HELLO's `d`. */
function confirmationText({ encoding, extensions }: Negotiated): string {
  const parts = { ...(encoding && { encoding }), ...(extensions.length > 0 && { extensions }) };
  const text = JSON.stringify(parts).slice(1, -1);
  return text === '' ? '' : `,${text}`;
}

/** Nobody on this thread gets anything done meanwhile. */
function stall(): void {
  const untilMs = Date.now() + STALL_MS;
  while (Date.now() < untilMs);
}
