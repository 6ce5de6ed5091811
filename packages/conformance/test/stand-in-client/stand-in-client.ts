/** A small client of the protocol for the tests of the checks. With a fault it breaks one rule. */
import { retryPolicy } from '@wearwire/protocol';
import { WebSocket } from 'ws';
import type { ClientTarget, ClientUnderTest } from '../../src/clients/client-check.js';
import type { ClientFault } from './faults.js';

const FIRST_BOUND_MS = 500;
const SPREAD_MS = 10_000;
const OLD_INTERVAL_MS = 2_500;
const KNOWN_KEYS = ['op', 'd', 'uid', 'seq', 't'];

interface Frame {
  readonly op: number;
  readonly d?: { readonly heartbeat_interval?: number; readonly after_ms?: number };
}

export class StandInClient implements ClientUnderTest {
  readonly #target: ClientTarget;
  readonly #fault: ClientFault | undefined;
  #socket: WebSocket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #waits = 0;
  #wasAtOnce = false;
  #token: string | undefined;
  #toldMs: number | undefined;
  #isAckOwed = false;

  constructor(target: ClientTarget, fault: ClientFault | undefined) {
    this.#target = target;
    this.#fault = fault;
    void this.#connect();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#socket?.terminate();
  }

  async #connect(): Promise<void> {
    this.#toldMs = undefined;
    this.#isAckOwed = false;
    const isKept = this.#fault === 'keeps-its-token' && this.#token !== undefined;
    if (!isKept) this.#token = await this.#target.getToken();
    if (this.#isStopped) return;
    const socket = new WebSocket(`${this.#target.url}?extensions=reconnect`);
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('message', (data) => this.#took(JSON.parse(data.toString()) as Frame));
    socket.on('close', (code) => this.#closed(code));
  }

  #took(frame: Frame): void {
    const isStrange = frame.op > 8 && frame.op !== 66;
    const hasStrange = Object.keys(frame).some((key) => !KNOWN_KEYS.includes(key));
    if (isStrange && this.#fault === 'chokes-on-opcodes') return this.#socket?.terminate();
    if (hasStrange && this.#fault === 'chokes-on-fields') return this.#socket?.terminate();
    if (frame.op === 1) this.#isAckOwed = false;
    if (frame.op === 66 && this.#fault !== 'reconnect-unheard') this.#toldMs = frame.d?.after_ms;
    if (frame.op !== 2) return;
    const more = this.#fault === 'resumes-unasked' ? { after: 0 } : {};
    this.#send({ op: 3, d: { token: this.#token, type: 1, ...more } });
    if (this.#fault === 'numbers-unasked') this.#send({ op: 6, d: {}, t: 'POWER', n: 1 });
    this.#startBeating(frame.d?.heartbeat_interval ?? 40_000);
  }

  #startBeating(told: number): void {
    const interval = this.#fault === 'beats-by-the-old-interval' ? OLD_INTERVAL_MS : told;
    const parts: Partial<Record<ClientFault, number>> = {
      'beats-at-once': 0,
      'first-beat-late': 2,
      'no-jitter': 0.6,
    };
    const part = (this.#fault && parts[this.#fault]) ?? 0.1 + 0.9 * Math.random();
    this.#timer = setTimeout(() => this.#beat(interval), told * part);
  }

  #beat(interval: number): void {
    if (this.#isAckOwed && this.#fault !== 'ignores-missing-acks') return this.#socket?.terminate();
    this.#send({ op: 0 });
    this.#isAckOwed = true;
    this.#timer = setTimeout(() => this.#beat(interval), interval);
    if (this.#fault !== 'impatient') return;
    const socket = this.#socket;
    setTimeout(() => {
      if (this.#isAckOwed && this.#socket === socket) socket?.terminate();
    }, interval / 4);
  }

  #send(frame: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #closed(code: number): void {
    clearTimeout(this.#timer);
    const waitMs = this.#waitAfter(code);
    if (this.#isStopped || waitMs === undefined) return;
    this.#timer = setTimeout(() => void this.#connect(), waitMs);
  }

  /** `undefined`: it does not come back. */
  #waitAfter(code: number): number | undefined {
    const retry = retryPolicy(code);
    const fault = this.#fault;
    if (fault === 'gives-up') return undefined;
    if (fault === 'reconnect-unheard') return 0;
    if (retry === 'never' && fault !== 'never-stops') return undefined;
    if (this.#toldMs !== undefined) return this.#toldMs;
    const isAtOnce = retry === 'new-token' && fault !== 'waits-after-4001';
    if (isAtOnce && (!this.#wasAtOnce || fault === 'always-at-once')) {
      this.#wasAtOnce = true;
      return 0;
    }
    this.#wasAtOnce = false;
    const bound = FIRST_BOUND_MS * 2 ** this.#waits++;
    if (fault === 'no-backoff') return 20;
    if (fault === 'backoff-without-chance' || fault === 'waits-after-4001') return bound;
    if (fault === 'backoff-too-long') return bound * 3;
    const isSpread = retry === 'spread' && fault !== 'restart-is-like-any-close';
    return Math.random() * (isSpread ? SPREAD_MS : bound);
  }
}
