/**
 * Drives the session machine: timers, token, link. One driver serves a client for its life; it decides
 * nothing. On entering a state it starts what the state is about, on leaving it lets go of what the next one
 * does not need, so nothing is left over whichever way a state ends.
 *
 * `SessionHooks` are the client's own code, not the user's: they do not throw.
 */
import { type DispatchFrame, encodeFrame, Opcode, type Role } from '@wearwire/protocol';
import { openSocket } from '#socket';
import type { ClientOptions } from './client-options.js';
import { type Clock, type Random, systemClock, type TimerHandle } from './clock.js';
import { connectUrl } from './endpoint.js';
import { type ClientError, OptionError } from './errors.js';
import { CLIENT_LIMITS, type ClientTimeouts } from './limits.js';
import { Link } from './link.js';
import { limitOptions } from './options.js';
import {
  SESSION_START,
  type SessionEvent,
  type SessionStep,
  stepSession,
} from './session-machine.js';
import type { SessionState, StateChange } from './session-state.js';
import { TokenRequest } from './token-request.js';

const NORMAL = 1000;

export interface SessionHooks {
  dispatched(frame: DispatchFrame): void;
  /** A HEARTBEAT leaves now, the `ordinal`-th of this connection. */
  beatSent(ordinal: number): void;
  beatAcked(ordinal: number): void;
  /** After each change; `ready` means that frames may be sent. */
  changed(change: StateChange): void;
  failed(error: ClientError): void;
  /** Once, last of all. */
  ended(error: ClientError | undefined): void;
}

export class Session {
  readonly clock: Clock;
  readonly #random: Random;
  readonly #options: ClientOptions;
  readonly #url: string;
  readonly #role: Role;
  readonly #hooks: SessionHooks;
  readonly #timeouts: ClientTimeouts;
  readonly #onAbort = () => this.#on({ type: 'stop' });
  #step: SessionStep = SESSION_START;
  #deadline: TimerHandle;
  #waitMs = 0;
  #tokenRequest: TokenRequest | undefined;
  #token = '';
  #link: Link | undefined;

  /** Throws `OptionError` for settings that cannot be right. Does nothing before `start`. */
  constructor(options: ClientOptions, role: Role, hooks: SessionHooks) {
    this.#url = connectUrl(options.url);
    if (typeof options.getToken !== 'function') {
      throw new OptionError(
        'option-invalid',
        'getToken must be a function that resolves to a token',
      );
    }
    this.#timeouts = limitOptions(CLIENT_LIMITS, options.timeouts);
    this.#options = options;
    this.#role = role;
    this.#hooks = hooks;
    this.#random = options.random ?? Math.random;
    this.clock = options.clock ?? systemClock;
    options.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get state(): SessionState {
    return this.#step.state;
  }

  /** Bytes that were sent and have not left the socket yet. */
  get bufferedBytes(): number {
    return this.#link?.bufferedBytes ?? 0;
  }

  start(): void {
    this.#on({ type: this.#options.signal?.aborted ? 'stop' : 'start' });
  }

  /** Closes with 1000 where there is a link. `SessionHooks.ended` tells when it is done. */
  stop(): void {
    this.#on({ type: 'stop' });
  }

  /** In `ready` only: a frame's text. */
  send(text: string): void {
    this.#link?.send(text);
  }

  /** In `ready` only: a HEARTBEAT beside the schedule. */
  beat(): void {
    this.#link?.heartbeat.beat();
  }

  /** Stops reading; lets go of the link where the socket cannot do that. `resume` undoes either. */
  pause(): void {
    if (this.#link && !this.#link.pause()) this.#on({ type: 'suspend' });
  }

  resume(): void {
    this.#link?.resume();
    this.#on({ type: 'resume' });
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
    const { state, error } = step;
    if (state === 'waiting') this.#waitMs = this.#random() * step.context.waitBoundMs;
    if (error && state !== 'stopped') this.#hooks.failed(error);
    if (this.#step !== step) return;
    this.#setDeadline(state);
    this.#tell(previous, step);
    if (this.#step !== step) return;
    if (state === 'authorizing') this.#fetchToken(step);
    else if (state === 'opening') this.#open();
    else if (state === 'identifying') this.#identify();
    else if (state === 'closing') this.#link?.close(NORMAL);
    else if (state === 'stopped') this.#end(error);
  }

  #leave(next: SessionState): void {
    this.#tokenRequest?.cancel();
    this.#tokenRequest = undefined;
    if (KEEPS_LINK[next]) return;
    const link = this.#link;
    this.#link = undefined;
    link?.drop();
  }

  #setDeadline(state: SessionState): void {
    const name = DEADLINES[state];
    if (name === undefined) return;
    const delayMs = name === 'waitMs' ? this.#waitMs : this.#timeouts[name];
    this.#deadline = this.clock.setTimeout(() => this.#on({ type: 'timeout' }), delayMs);
  }

  #tell(previous: SessionState, { state, context, error }: SessionStep): void {
    this.#hooks.changed({
      state,
      previous,
      attempt: context.attempt,
      reason: context.reason,
      ...(state === 'waiting' && { waitMs: this.#waitMs }),
      ...(error && { error }),
    });
  }

  #fetchToken({ context }: SessionStep): void {
    this.#tokenRequest = new TokenRequest({
      token: (token) => {
        this.#token = token;
        this.#tokenRequest = undefined; // It is done: nothing is left to cancel.
        this.#on({ type: 'token' });
      },
      failed: (error) => this.#on({ type: 'token-failed', error }),
    });
    void this.#tokenRequest.fetch(this.#options.getToken, context.attempt, context.reason);
  }

  #open(): void {
    const hooks = this.#hooks;
    this.#link = new Link(this.clock, this.#random, {
      opened: () => this.#on({ type: 'opened' }),
      hello: () => this.#on({ type: 'hello' }),
      ready: () => this.#on({ type: 'ready' }),
      dispatched: (frame) => {
        if (this.#step.state === 'ready') hooks.dispatched(frame);
      },
      beatSent: (ordinal) => hooks.beatSent(ordinal),
      beatAcked: (ordinal) => hooks.beatAcked(ordinal),
      silent: () => this.#on({ type: 'silent' }),
      frameFailed: (error) => hooks.failed(error),
      closed: (code, reason, cause) => this.#on({ type: 'closed', code, reason, cause }),
    });
    this.#link.open(this.#url, this.#options.socketFactory ?? openSocket);
  }

  #identify(): void {
    const d = { token: this.#token, type: this.#role };
    this.#token = '';
    this.#link?.startHeartbeat();
    this.#link?.send(encodeFrame({ op: Opcode.Identify, d }));
  }

  #end(error: ClientError | undefined): void {
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    this.#hooks.ended(error);
  }
}

/** States that live on the link of the state before them. */
const KEEPS_LINK: Readonly<Record<SessionState, boolean>> = {
  idle: false,
  waiting: false,
  authorizing: false,
  opening: false,
  greeting: true,
  identifying: true,
  ready: true,
  suspended: false,
  closing: true,
  stopped: false,
};

const DEADLINES: Readonly<Record<SessionState, keyof ClientTimeouts | 'waitMs' | undefined>> = {
  idle: undefined,
  waiting: 'waitMs',
  authorizing: 'tokenTimeoutMs',
  opening: 'openTimeoutMs',
  greeting: 'helloTimeoutMs',
  identifying: 'readyTimeoutMs',
  ready: 'readyLastsMs',
  suspended: undefined,
  closing: 'closeTimeoutMs',
  stopped: undefined,
};
