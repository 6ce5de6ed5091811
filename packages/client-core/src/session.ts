/**
 * The driver of the session machine: timers, token, link. One driver serves a client for its lifetime; all
 * decisions are in the machine. The file follows a connection from top to bottom: start, attempt (token,
 * socket, HELLO, IDENTIFY), READY, loss, wait, next attempt, end. On leaving a state the driver
 * releases the resources that the next state does not need.
 *
 * Over 250 lines, so that the loop can be read in one place.
 */
import {
  type ClientFrame,
  type Extension,
  type Negotiated,
  Opcode,
  type Position,
  type Role,
} from '@wearwire/protocol';
import { openSocket } from '#socket';
import { isQuickAttempt } from './backoff.js';
import type { ClientOptions } from './client-options.js';
import { type Clock, systemClock, type TimerHandle } from './clock.js';
import { connectUrl } from './endpoint.js';
import type { ClientError, ClosedError } from './errors.js';
import { CLIENT_LIMITS, type ClientTimeouts } from './limits.js';
import { Link, type LinkOptions } from './link.js';
import { NOTHING_NEGOTIATED } from './negotiation.js';
import { Observer } from './observer.js';
import { checkClientOptions, limitOptions } from './options.js';
import { RejoinToken } from './rejoin-token.js';
import {
  SESSION_START,
  type SessionContext,
  type SessionEvent,
  type SessionStep,
} from './session-events.js';
import type { SessionHooks } from './session-hooks.js';
import { stepSession } from './session-machine.js';
import { ATTEMPT_STATES, DEADLINES, LINKED_STATES, type SessionState } from './session-state.js';
import { requestToken } from './token-request.js';

const NORMAL = 1000;
/**
 * Minimum time for a step of a quick attempt, in round trips: the slowest step, opening the socket, takes about four
 * (name lookup, TCP, TLS, upgrade), and twice as many are allowed.
 */
const QUICK_ROUND_TRIPS = 8;

/**
 * Keeps one connection alive: token, open, HELLO, IDENTIFY, heartbeats, waits. Consumer and producer are
 * built on it, and your own clients can be. Throws `OptionError` for an invalid option.
 */
export class Session {
  readonly clock: Clock;
  readonly observer: Observer;
  readonly #options: ClientOptions;
  readonly #linkOptions: LinkOptions;
  readonly #role: Role;
  readonly #hooks: SessionHooks;
  readonly #timeouts: ClientTimeouts;
  #endWake: (() => void) | undefined;
  #step: SessionStep;
  #deadline: TimerHandle;
  /** Duration of the current wait; `undefined` except in `waiting`. */
  #waitMs: number | undefined;
  #tokenRequest: AbortController | undefined;
  #token = '';
  /** Token from the last link for the next one. */
  readonly #rejoin: RejoinToken;
  #link: Link | undefined;
  /** Shortest round trip on the last link, in ms; 0 if unknown. */
  #roundTripMs = 0;
  #closeTimeoutMs: number;

  /**
   * `extensions`: requested in addition to `reconnect` and `rejoin`; none are requested with the option
   * `extensions: false`. Throws `OptionError` for invalid options. Connects only after `start`.
   */
  constructor(
    options: ClientOptions,
    role: Role,
    hooks: SessionHooks,
    extensions: readonly Extension[] = [],
  ) {
    checkClientOptions(options);
    const { clock = systemClock, encoding: codec } = options;
    this.#timeouts = limitOptions(CLIENT_LIMITS, options.timeouts);
    const { deadLinkMs, heartbeatMaxMs, closeTimeoutMs } = this.#timeouts;
    this.#linkOptions = {
      clock,
      random: options.random ?? Math.random,
      url: connectUrl(options.url),
      socketFactory: options.socketFactory ?? openSocket,
      compression: options.compression ?? false,
      requested: {
        ...(codec && { encoding: codec.encoding }),
        extensions: options.extensions === false ? [] : [...extensions, 'reconnect', 'rejoin'],
      },
      codec,
      deadLinkMs,
      heartbeatMaxMs,
    };
    this.#closeTimeoutMs = closeTimeoutMs;
    const { context } = SESSION_START;
    const retriesRefusals = options.whenRefused === 'retry';
    this.#step = { ...SESSION_START, context: { ...context, retriesRefusals } };
    this.#options = options;
    this.#role = role;
    this.#hooks = hooks;
    this.#rejoin = new RejoinToken(clock);
    this.clock = clock;
    this.observer = new Observer(options);
    options.signal?.addEventListener('abort', this.#stopNow, { once: true });
  }

  get state(): SessionState {
    return this.#step.state;
  }

  /** Bytes in the send buffer of the socket. */
  get bufferedBytes(): number {
    return this.#link?.bufferedBytes ?? 0;
  }

  /** Extensions of the current connection: set from HELLO on, so also in `identifying` and `ready`. */
  get negotiated(): Negotiated {
    return this.#link?.negotiated ?? NOTHING_NEGOTIATED;
  }

  /** Position of the stream at READY or the last HEARTBEAT_ACK; `undefined` if `position` was not negotiated. */
  get position(): Position | undefined {
    return this.#link?.position;
  }

  /** Shortest round trip on this link, in ms; `undefined` before READY. */
  get roundTripMs(): number | undefined {
    return this.#link?.roundTripMs;
  }

  start(): void {
    if (this.state !== 'idle') return;
    this.#endWake = this.#options.wake?.({
      offline: () => this.#on({ type: 'offline' }),
      online: () => this.#on({ type: 'online' }),
      wake: () => this.#on({ type: 'wake' }),
      changed: () => this.networkChanged(),
    });
    this.#on({ type: this.#options.signal?.aborted ? 'stop' : 'start' });
  }

  /**
   * Closes an open link with 1000 and waits at most this long for the closing handshake (default and maximum:
   * `timeouts.closeTimeoutMs`). Calls `SessionHooks.ended` when done.
   */
  stop(closeTimeoutMs: number = Number.POSITIVE_INFINITY): void {
    this.#closeTimeoutMs = Math.min(this.#closeTimeoutMs, Math.max(0, closeTimeoutMs));
    this.#on({ type: 'stop' });
  }

  /** Call when the network of the device has changed: drops the link or the attempt, and connects at once. */
  networkChanged(): void {
    this.#on({ type: 'network-changed' });
    this.#roundTripMs = 0; // It was measured on the old network.
  }

  /**
   * Sends a frame in the negotiated encoding, or a text unchanged, which must be JSON and is only allowed if JSON
   * was negotiated. Call only in `ready`.
   */
  send(message: ClientFrame | string): void {
    this.observer.count('frame-out');
    this.#link?.send(message);
  }

  /** Sends an extra HEARTBEAT. Call only in `ready`. */
  beat(): void {
    this.#link?.heartbeat.beat();
  }

  /** Sets whether an answer to sent data is pending; while one is, a silent link is detected as dead. */
  expectAnswer(isPending: boolean): void {
    this.#link?.liveness.expect('data', isPending);
  }

  /** Pauses or resumes reading. If the socket cannot pause, the link is closed until reading resumes. */
  setPaused(isPaused: boolean): void {
    const isSupported = this.#link?.setPaused(isPaused);
    if (isPaused && isSupported === false) this.#on({ type: 'suspend' });
    if (!isPaused) this.#on({ type: 'resume' });
  }

  #on(event: SessionEvent): void {
    const before = this.#step.state;
    const after = stepSession(before, this.#step.context, event);
    this.#step = after;
    if (after.effect === 'probe') this.#link?.probe(this.#timeouts.wakeTimeoutMs);
    if (after.state === before && after.effect !== 'reenter') return;
    this.clock.clearTimeout(this.#deadline);
    this.#leave(after.state);
    this.#enter(before, after);
  }

  /** A hook may cause another event; then `#step` has changed, and this state has already ended. */
  #enter(previous: SessionState, step: SessionStep): void {
    const { state, context, error } = step;
    this.#waitMs = state === 'waiting' ? this.#drawWait(context) : undefined;
    if (error && state !== 'stopped') this.#hooks.failed(error);
    if (this.#step !== step) return;
    this.#setDeadline(step);
    this.#reportChange(previous, step);
    if (this.#step !== step) return;
    if (state === 'authorizing') void this.#fetchToken(step);
    else if (state === 'opening') this.#open();
    else if (state === 'identifying') this.#identify();
    else if (state === 'closing') this.#link?.close(NORMAL);
    else if (state === 'stopped') this.#end(error);
  }

  /** An attempt begins with a token: the one from the last link, or a new one. */
  async #fetchToken({ context }: SessionStep): Promise<void> {
    if (this.#rejoin.isUsable(context.outage)) {
      this.#on({ type: 'token' });
      return;
    }
    const { attempt, reason } = context;
    const request = new AbortController();
    const { signal } = request;
    this.#tokenRequest = request;
    const outcome = await requestToken(this.#options.getToken, { attempt, reason, signal });
    if (signal.aborted) return;
    this.#tokenRequest = undefined; // The request is complete, so there is nothing to abort.
    if (typeof outcome === 'string') {
      this.#rejoin.clear();
      this.#token = outcome;
      this.#on({ type: 'token' });
    } else {
      this.#on({ type: 'token-failed', error: outcome });
    }
  }

  /** Opens the socket; its opening, HELLO and READY arrive through `happened`. */
  #open(): void {
    const { dispatched, extended, beatSent, beatAcked, failed } = this.#hooks;
    this.#link = new Link(this.#linkOptions, {
      happened: (event) => this.#on(event),
      received: (frame) => {
        this.observer.count('frame-in');
        if (this.state !== 'ready') return;
        if (frame.op === Opcode.Dispatch) dispatched?.(frame);
        else extended?.(frame);
      },
      beatSent,
      beatAcked: (ordinal, tookMs) => {
        this.observer.time('heartbeat', tookMs);
        beatAcked?.(ordinal);
      },
      failed,
    });
    this.#link.open();
  }

  #identify(): void {
    const extras = this.#hooks.identifyExtras?.(this.negotiated);
    const token = this.#token || this.#rejoin.consume();
    this.#link?.identify({ token, type: this.#role, ...extras });
    this.#token = '';
  }

  /** Leaves a state: releases the resources that the next one does not need. */
  #leave(next: SessionState): void {
    this.#tokenRequest?.abort();
    this.#tokenRequest = undefined;
    if (LINKED_STATES.includes(next)) return;
    const link = this.#link;
    this.#link = undefined;
    this.#rejoin.linkEnded(link?.rejoin);
    if (link?.roundTripMs !== undefined) this.#roundTripMs = Math.max(1, link.roundTripMs);
    link?.drop();
  }

  #setDeadline({ state, context }: SessionStep): void {
    const delayMs = this.#deadlineMs(state, context);
    if (delayMs === undefined) return;
    this.#deadline = this.clock.setTimeout(() => this.#on({ type: 'timeout' }), delayMs);
  }

  #deadlineMs(state: SessionState, { unansweredAttempts }: SessionContext): number | undefined {
    const name = DEADLINES[state];
    if (name === undefined) return this.#waitMs;
    if (state === 'closing') return this.#closeTimeoutMs;
    const fullMs = this.#timeouts[name];
    const isQuick = ATTEMPT_STATES.includes(state) && isQuickAttempt(unansweredAttempts);
    // The short time depends on the round trip, which is unknown before the first link.
    if (!isQuick || this.#roundTripMs === 0) return fullMs;
    const quickMs = Math.max(this.#timeouts.quickTimeoutMs, QUICK_ROUND_TRIPS * this.#roundTripMs);
    return Math.min(fullMs, quickMs);
  }

  #drawWait({ waitRequestedMs, waitMinMs, waitBoundMs }: SessionContext): number {
    const { requestedWaitMaxMs } = this.#timeouts;
    return waitRequestedMs === undefined
      ? Math.min(waitMinMs, requestedWaitMaxMs) + this.#linkOptions.random() * waitBoundMs
      : Math.min(waitRequestedMs, requestedWaitMaxMs);
  }

  #reportChange(previous: SessionState, { state, context, error }: SessionStep): void {
    this.observer.count(state);
    if (error) this.observer.count('error');
    const { code, closeCode, status }: Partial<ClosedError> = error ?? {};
    const waitMs = this.#waitMs && Math.round(this.#waitMs);
    const words = [state, waitMs, code, closeCode, status, ...this.negotiated.extensions];
    this.observer.log(words.filter(Boolean).join(' '));
    this.#hooks.changed({
      state,
      previous,
      attempt: context.attempt,
      reason: context.reason,
      ...(this.#waitMs !== undefined && { waitMs: this.#waitMs }),
      ...(error && { error }),
    });
  }

  #end(error: ClientError | undefined): void {
    this.#endWake?.();
    this.#options.signal?.removeEventListener('abort', this.#stopNow);
    this.#hooks.ended(error);
  }

  readonly #stopNow = (): void => this.stop();
}
