/** A minimal client of the protocol for the tests of the checks. With a fault it breaks one rule. */
import { retryPolicy } from '@wearwire/protocol';
import { WebSocket } from 'ws';
import type { ClientTarget, ClientUnderTest } from '../../src/clients/client-settings.js';
import type { ClientFault } from './faults.js';

const FIRST_BOUND_MS = 500;
const SPREAD_MS = 10_000;
const WRONG_INTERVAL_MS = 2_500;
const KNOWN_KEYS = ['op', 'd', 'uid', 'seq', 't'];

interface Frame {
  readonly op: number;
  readonly d?: { readonly heartbeat_interval?: number; readonly after_ms?: number };
}

export class ReferenceClient implements ClientUnderTest {
  readonly #target: ClientTarget;
  readonly #fault: ClientFault | undefined;
  #socket: WebSocket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #waits = 0;
  #wasImmediate = false;
  #token: string | undefined;
  #afterMs: number | undefined;
  #isAckPending = false;

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
    this.#afterMs = undefined;
    this.#isAckPending = false;
    const keepsToken = this.#fault === 'reuses-token' && this.#token !== undefined;
    if (!keepsToken) this.#token = await this.#target.getToken();
    if (this.#isStopped) return;
    const socket = new WebSocket(`${this.#target.url}?extensions=reconnect`);
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('message', (data) => this.#handleFrame(JSON.parse(data.toString()) as Frame));
    socket.on('close', (code) => this.#closed(code));
  }

  #handleFrame(frame: Frame): void {
    const isUnknownOpcode = frame.op > 8 && frame.op !== 66;
    const hasUnknownField = Object.keys(frame).some((key) => !KNOWN_KEYS.includes(key));
    if (isUnknownOpcode && this.#fault === 'fails-on-unknown-opcodes')
      return this.#socket?.terminate();
    if (hasUnknownField && this.#fault === 'fails-on-unknown-fields')
      return this.#socket?.terminate();
    if (frame.op === 1) this.#isAckPending = false;
    if (frame.op === 66 && this.#fault !== 'ignores-reconnect-frame')
      this.#afterMs = frame.d?.after_ms;
    if (frame.op !== 2) return;
    const more = this.#fault === 'resumes-without-extension' ? { after: 0 } : {};
    this.#send({ op: 3, d: { token: this.#token, type: 1, ...more } });
    if (this.#fault === 'numbers-without-ack') this.#send({ op: 6, d: {}, t: 'POWER', n: 1 });
    this.#startHeartbeats(frame.d?.heartbeat_interval ?? 40_000);
  }

  #startHeartbeats(helloIntervalMs: number): void {
    const interval = this.#fault === 'ignores-hello-interval' ? WRONG_INTERVAL_MS : helloIntervalMs;
    const fractions: Partial<Record<ClientFault, number>> = {
      'heartbeat-immediately': 0,
      'first-heartbeat-late': 2,
      'no-jitter': 0.6,
    };
    const fraction = (this.#fault && fractions[this.#fault]) ?? 0.1 + 0.9 * Math.random();
    this.#timer = setTimeout(() => this.#sendHeartbeat(interval), helloIntervalMs * fraction);
  }

  #sendHeartbeat(interval: number): void {
    if (this.#isAckPending && this.#fault !== 'ignores-missing-acks')
      return this.#socket?.terminate();
    this.#send({ op: 0 });
    this.#isAckPending = true;
    this.#timer = setTimeout(() => this.#sendHeartbeat(interval), interval);
    if (this.#fault !== 'gives-up-early') return;
    const socket = this.#socket;
    setTimeout(() => {
      if (this.#isAckPending && this.#socket === socket) socket?.terminate();
    }, interval / 4);
  }

  #send(frame: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #closed(code: number): void {
    clearTimeout(this.#timer);
    const waitMs = this.#delayAfter(code);
    if (this.#isStopped || waitMs === undefined) return;
    this.#timer = setTimeout(() => void this.#connect(), waitMs);
  }

  /** The delay before the next attempt; `undefined` to stop. */
  #delayAfter(code: number): number | undefined {
    const retry = retryPolicy(code);
    const fault = this.#fault;
    if (fault === 'never-reconnects') return undefined;
    if (fault === 'ignores-reconnect-frame') return 0;
    if (retry === 'never' && fault !== 'ignores-never-policy') return undefined;
    if (this.#afterMs !== undefined) return this.#afterMs;
    const isImmediate = retry === 'new-token' && fault !== 'waits-after-4001';
    if (isImmediate && (!this.#wasImmediate || fault === 'always-reconnects-immediately')) {
      this.#wasImmediate = true;
      return 0;
    }
    this.#wasImmediate = false;
    const bound = FIRST_BOUND_MS * 2 ** this.#waits++;
    if (fault === 'no-backoff') return 20;
    if (fault === 'backoff-not-random' || fault === 'waits-after-4001') return bound;
    if (fault === 'backoff-too-long') return bound * 3;
    const isSpread = retry === 'spread' && fault !== 'restart-not-spread';
    return Math.random() * (isSpread ? SPREAD_MS : bound);
  }
}
