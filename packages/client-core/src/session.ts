/**
 * Drives the session machine: timers, token, link. One driver serves a client for its life; it decides
 * nothing. On entering a state it starts what the state is about, on leaving it lets go of what the next one
 * does not need, so nothing is left over whichever way a state ends.
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
import type { ClientOptions } from './client-options.js';
import { type Clock, systemClock, type TimerHandle } from './clock.js';
import { connectUrl } from './endpoint.js';
import { type ClientError, type ClosedError, OptionError } from './errors.js';
import { CLIENT_LIMITS, type ClientTimeouts } from './limits.js';
import { Link, type LinkOptions } from './link.js';
import { NOTHING_NEGOTIATED } from './negotiation.js';
import { Observer } from './observer.js';
import { limitOptions } from './options.js';
import type { SessionHooks } from './session-hooks.js';
import {
  SESSION_START,
  type SessionContext,
  type SessionEvent,
  type SessionStep,
  stepSession,
} from './session-machine.js';
import { DEADLINES, LINKED, type SessionState } from './session-state.js';
import { requestToken } from './token-request.js';

const NORMAL = 1000;

/**
 * Keeps one connection alive: token, open, HELLO, IDENTIFY, heartbeats, waits. For those who build a
 * client of their own; consumer and producer are two. Throws `OptionError` for a setting that cannot be
 * right.
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
  #step: SessionStep = SESSION_START;
  #deadline: TimerHandle;
  /** In `waiting` alone. */
  #waitMs: number | undefined;
  #tokenRequest: AbortController | undefined;
  #token = '';
  #link: Link | undefined;

  /**
   * `extensions`: what this client asks for, beside `reconnect`, unless the user wants none.
   * Throws `OptionError` for settings that cannot be right. Does nothing before `start`.
   */
  constructor(
    options: ClientOptions,
    role: Role,
    hooks: SessionHooks,
    extensions: readonly Extension[] = [],
  ) {
    const { clock = systemClock, encoding: codec } = options;
    this.#linkOptions = {
      clock,
      random: options.random ?? Math.random,
      url: connectUrl(options.url),
      socketFactory: options.socketFactory ?? openSocket,
      asked: {
        ...(codec && { encoding: codec.encoding }),
        extensions: options.extensions === false ? [] : [...extensions, 'reconnect'],
      },
      codec,
    };
    if (typeof options.getToken !== 'function') {
      throw new OptionError('option-invalid', 'getToken must be a function');
    }
    this.#timeouts = limitOptions(CLIENT_LIMITS, options.timeouts);
    this.#options = options;
    this.#role = role;
    this.#hooks = hooks;
    this.clock = clock;
    this.observer = new Observer(options);
    options.signal?.addEventListener('abort', this.stop, { once: true });
  }

  get state(): SessionState {
    return this.#step.state;
  }

  /** Bytes that were sent and have not left the socket yet. */
  get bufferedBytes(): number {
    return this.#link?.bufferedBytes ?? 0;
  }

  /** What the present connection may use: known from HELLO on, so also in `identifying` and `ready`. */
  get negotiated(): Negotiated {
    return this.#link?.negotiated ?? NOTHING_NEGOTIATED;
  }

  /** Where the stream stood at READY; `undefined` where `position` was not negotiated. */
  get position(): Position | undefined {
    return this.#link?.position;
  }

  start(): void {
    if (this.state !== 'idle') return;
    this.#endWake = this.#options.wake?.({
      offline: () => this.#on({ type: 'offline' }),
      wake: () => {
        if (this.state === 'ready') this.#link?.heartbeat.probe(this.#timeouts.wakeTimeoutMs);
        this.#on({ type: 'wake' });
      },
    });
    this.#on({ type: this.#options.signal?.aborted ? 'stop' : 'start' });
  }

  /** Closes with 1000 where there is a link. `SessionHooks.ended` tells when it is done. */
  readonly stop = (): void => this.#on({ type: 'stop' });

  /**
   * In `ready` only: a frame, encoded as was negotiated; or its JSON text, where `negotiated.encoding` is not
   * `msgpack`.
   */
  send(message: ClientFrame | string): void {
    this.observer.count('frame-out');
    this.#link?.send(message);
  }

  /** In `ready` only: a HEARTBEAT beside the schedule. */
  beat(): void {
    this.#link?.heartbeat.beat();
  }

  /** Stops reading, or reads on. Lets go of the link meanwhile where the socket cannot hold it. */
  hold(onHold: boolean): void {
    const isHeld = this.#link?.hold(onHold);
    if (onHold && isHeld === false) this.#on({ type: 'suspend' });
    if (!onHold) this.#on({ type: 'resume' });
  }

  #on(event: SessionEvent): void {
    const before = this.#step.state;
    const after = stepSession(before, this.#step.context, event);
    this.#step = after;
    if (after.state === before) return;
    this.clock.clearTimeout(this.#deadline);
    this.#leave(after.state);
    this.#enter(before, after);
  }

  /** A listener that is told may stop the client: then the state that is entered is over already. */
  #enter(previous: SessionState, step: SessionStep): void {
    const { state, context, error } = step;
    this.#waitMs = state === 'waiting' ? this.#waitOf(context) : undefined;
    if (error && state !== 'stopped') this.#hooks.failed(error);
    if (this.#step !== step) return;
    this.#setDeadline(state);
    this.#tell(previous, step);
    if (this.#step !== step) return;
    if (state === 'authorizing') void this.#fetchToken(step);
    else if (state === 'opening') this.#open();
    else if (state === 'identifying') this.#identify();
    else if (state === 'closing') this.#link?.close(NORMAL);
    else if (state === 'stopped') this.#end(error);
  }

  #leave(next: SessionState): void {
    this.#tokenRequest?.abort();
    this.#tokenRequest = undefined;
    if (LINKED.includes(next)) return;
    const link = this.#link;
    this.#link = undefined;
    link?.drop();
  }

  #waitOf({ waitToldMs, waitBoundMs }: SessionContext): number {
    return waitToldMs === undefined
      ? this.#linkOptions.random() * waitBoundMs
      : Math.min(waitToldMs, this.#timeouts.comeBackMaxMs);
  }

  #setDeadline(state: SessionState): void {
    const name = DEADLINES[state];
    const delayMs = name ? this.#timeouts[name] : this.#waitMs;
    if (delayMs === undefined) return;
    this.#deadline = this.clock.setTimeout(() => this.#on({ type: 'timeout' }), delayMs);
  }

  #tell(previous: SessionState, { state, context, error }: SessionStep): void {
    this.#observe(state, error);
    this.#hooks.changed({
      state,
      previous,
      attempt: context.attempt,
      reason: context.reason,
      ...(this.#waitMs !== undefined && { waitMs: this.#waitMs }),
      ...(error && { error }),
    });
  }

  #observe(state: SessionState, error: ClientError | undefined): void {
    this.observer.count(state);
    if (error) this.observer.count('error');
    const waitMs = this.#waitMs && Math.round(this.#waitMs);
    const { code, closeCode }: Partial<ClosedError> = error ?? {};
    const words = [state, waitMs, code, closeCode, ...this.negotiated.extensions];
    this.observer.log(words.filter(Boolean).join(' '));
  }

  async #fetchToken({ context }: SessionStep): Promise<void> {
    const { attempt, reason } = context;
    const request = new AbortController();
    const { signal } = request;
    this.#tokenRequest = request;
    const outcome = await requestToken(this.#options.getToken, { attempt, reason, signal });
    if (signal.aborted) return;
    this.#tokenRequest = undefined; // It is done: nothing is left to abort.
    if (typeof outcome === 'string') {
      this.#token = outcome;
      this.#on({ type: 'token' });
    } else {
      this.#on({ type: 'token-failed', error: outcome });
    }
  }

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
    this.#link?.identify({ token: this.#token, type: this.#role, ...extras });
    this.#token = '';
  }

  #end(error: ClientError | undefined): void {
    this.#endWake?.();
    this.#options.signal?.removeEventListener('abort', this.stop);
    this.#hooks.ended(error);
  }
}
