/**
 * What the broker knows about one connection: its state, its role, its deadlines, the ACKs that it is owed.
 *
 * The state changes in `#step` alone, by the table of `session-states.ts`. What the role holds is given back in
 * `#leave`, once, however the session ends. What a frame does is in `dispatch.ts` and `handlers/`.
 */
import {
  type CloseCode,
  CloseCode as Code,
  type Extension,
  type FrameErrorCode,
  type Negotiated,
  Opcode,
  type ReadyFrame,
  type ServerFrame,
} from '@wearwire/protocol';
import { CLOSE_REASONS, FRAME_ERRORS } from '@wearwire/protocol/server';
import type { Rejoiner } from '../auth/rejoin-tokens.js';
import type { CountedLimit } from '../observability/stats.js';
import type { Link } from '../sockets/port.js';
import { type Codec, codecOf } from './codec.js';
import type { Deadline } from './deadline-wheel.js';
import { Deadlines } from './deadlines.js';
import type { Gateway } from './gateway.js';
import { HeartbeatAcks } from './heartbeat-acks.js';
import type { PlaceHolder } from './place-holders.js';
import { Probe } from './probe.js';
import { AnonymousRole } from './roles/anonymous.js';
import type { Role } from './roles/role.js';
import { type SessionEvent, type SessionState, TRANSITIONS } from './session-states.js';

/** Why the broker ends a session. */
interface Refusal {
  readonly code: CloseCode;
  readonly reason: string;
}

const STALLED = 'takes no events; REPLAY has what it missed';
const NOT_STORED_IN_TIME = 'the readings could not be stored in time';

export class Session implements Deadline, PlaceHolder {
  readonly gateway: Gateway;
  readonly link: Link;
  /** The client's, behind trusted proxies; empty when the socket had gone by then. */
  readonly address: string;
  readonly extensions: readonly Extension[];
  readonly codec: Codec;
  wheelAtMs = Infinity;

  #state: SessionState = 'anonymous';
  #role: Role | undefined;
  readonly #deadlines: Deadlines;
  readonly #heartbeatAcks: HeartbeatAcks;
  readonly #probe = new Probe();
  /** Of the token for the client's next connection. */
  #rejoinHash: string | undefined;
  readonly #handle: (bytes: Uint8Array) => void;

  /** `handle` is called with each frame that was held, once the session has its role. */
  constructor(
    gateway: Gateway,
    link: Link,
    address: string,
    negotiated: Negotiated,
    handle: (bytes: Uint8Array) => void,
  ) {
    this.gateway = gateway;
    this.link = link;
    this.address = address;
    this.extensions = negotiated.extensions;
    this.codec = codecOf(negotiated.encoding);
    this.#handle = handle;
    this.#heartbeatAcks = new HeartbeatAcks(gateway.settings.acks);
    this.#deadlines = new Deadlines(gateway.settings, gateway.monotonicMs());
    this.#enter(new AnonymousRole(gateway, address));
    gateway.wheel.schedule(this, this.#deadlines.firstMs);
  }

  get state(): SessionState {
    return this.#state;
  }

  get isClosed(): boolean {
    return this.#state === 'closed';
  }

  /** `undefined` once the session has ended. */
  get role(): Role | undefined {
    return this.#role;
  }

  /** Whose stream it is in; `undefined` before READY. */
  get developerId(): string | undefined {
    return this.#role?.stream?.developerId;
  }

  /** A message of the client came, at this time. */
  messageCame(nowMs: number): void {
    this.alive();
    this.#deadlines.frameCame(nowMs);
  }

  /** The link has shown that it works. */
  alive(): void {
    this.#probe.settle(true);
  }

  send(frame: ServerFrame): void {
    this.link.send(this.codec.encode(frame));
    this.boundUnsent();
  }

  /** A client that sends and does not read makes its answers pile up: HELLO, ACKs, pongs (P-DIS-8). */
  boundUnsent(): void {
    if (this.isClosed) return;
    const bytesMax = this.gateway.settings.unsentBytesMax + (this.#role?.unsentEventBytesMax ?? 0);
    if (this.link.bufferedBytes <= bytesMax) return;
    this.refuseLimit('unsentBytesMax');
    this.link.cut();
  }

  /** The link took less than it was given: a client that takes nothing for a long time is closed (P-DIS-7). */
  filled(): void {
    if (this.#deadlines.takeByMs === Infinity) this.#waitForRoom();
  }

  /** The client took some of what is unsent; `hasRoom`: enough to go on. */
  drained(hasRoom: boolean): void {
    if (!hasRoom) return this.#waitForRoom();
    this.#deadlines.takeByMs = Infinity;
    this.#role?.drained();
  }

  #waitForRoom(): void {
    const { monotonicMs, wheel } = this.gateway;
    this.#deadlines.waitForRoom(monotonicMs());
    wheel.schedule(this, this.#deadlines.takeByMs);
  }

  /** An IDENTIFY came; until `accept` or `refuse`, frames are held. */
  identifying(): void {
    this.#step('identify');
    this.#deadlines.identifyByMs = Infinity;
  }

  /** The token was good: READY goes out, then `open` makes the role, then the frames that were held are handled. */
  accept(
    event: 'accepted-producer' | 'accepted-consumer',
    ready: ReadyFrame,
    open: () => Role,
  ): void {
    this.#step(event);
    if (this.isClosed) return;
    this.send(ready);
    const anonymous = this.#role;
    if (!(anonymous instanceof AnonymousRole)) return;
    const held = anonymous.takeHeld();
    const role = open();
    this.#enter(role);
    const { name, stream } = role;
    const { address } = this;
    // No user id: it says whose readings these are.
    this.gateway.logger.info({ role: name, developer: stream?.developerId, address }, IDENTIFIED);
    for (const bytes of held) this.#handle(bytes);
  }

  /** Ends the session with a close code; the reason is the table's unless there is a more exact one. */
  refuse(code: CloseCode, reason: string = CLOSE_REASONS[code]): void {
    this.#step('refused', { code, reason });
  }

  /** Ends the session for a frame that is not what the protocol allows. */
  refuseFrame(error: FrameErrorCode): void {
    const { closeCode, reason } = FRAME_ERRORS[error];
    this.refuse(closeCode, reason);
  }

  /** Ends the session with 1008, and counts which limit it was. */
  refuseLimit(limit: CountedLimit): void {
    if (this.isClosed) return;
    this.gateway.stats.countLimit(limit);
    this.refuse(Code.LimitExceeded, `the limit ${limit} was exceeded`);
  }

  /** The broker stops. */
  stop(code: CloseCode): void {
    this.#tellWhenToComeBack();
    this.refuse(code);
  }

  /** Ends the session with 1013 for a limit on how many connections come in at once. */
  postpone(limit: CountedLimit): void {
    if (this.isClosed) return;
    this.gateway.stats.countLimit(limit);
    this.#tellWhenToComeBack();
    this.refuse(Code.TryAgainLater, `too many connections at once (${limit})`);
  }

  /** Clients that asked for it are told when to come back, spread over some time (P-EXT-10). */
  #tellWhenToComeBack(): void {
    if (!this.extensions.includes('reconnect') || this.isClosed) return;
    const afterMs = Math.floor(Math.random() * this.gateway.settings.reconnectSpreadMs);
    this.send({ op: Opcode.Reconnect, d: { after_ms: afterMs } });
  }

  /** Gives the client a token for its next connection, where it asked for one (P-EXT-13). */
  offerRejoin(rejoiner: Rejoiner): void {
    if (this.isClosed || !this.extensions.includes('rejoin')) return;
    const { rejoin } = this.gateway.tokens;
    const { token, hash } = rejoin.issue(rejoiner);
    this.#rejoinHash = hash;
    this.send({ op: Opcode.Rejoin, d: { token, good_for_ms: rejoin.lifetimeMs } });
  }

  /** The link is gone: the client closed it, or it broke. */
  socketClosed(): void {
    this.#step('socket-closed');
  }

  /** Resolves with whether the link answers a ping within `probeTimeoutMs`. */
  probe(): Promise<boolean> {
    const { monotonicMs, settings, wheel } = this.gateway;
    const byMs = monotonicMs() + settings.probeTimeoutMs;
    const answer = this.#probe.ask(byMs, () => this.link.ping());
    wheel.schedule(this, byMs);
    return answer;
  }

  /** Ends the session and frees its place at once. */
  displace(cause: 'no-answer' | 'taken-over'): void {
    if (cause === 'no-answer') this.refuse(Code.HeartbeatMissed, 'no answer to a ping');
    else this.refuse(Code.AlreadyConnected, 'another consumer has taken over');
  }

  look(nowMs: number): number {
    const deadlines = this.#deadlines;
    if (this.#probe.byMs <= nowMs) this.#probe.settle(false);
    if (deadlines.heartbeatByMs <= nowMs) this.#step('heartbeat-timeout');
    if (deadlines.identifyByMs <= nowMs) this.#step('identify-timeout');
    if (deadlines.takeByMs <= nowMs) this.refuse(Code.TryAgainLater, STALLED);
    if (this.#heartbeatAcks.overdueAtMs(this.#role?.storedTicket ?? 0) <= nowMs) {
      this.refuse(Code.TryAgainLater, NOT_STORED_IN_TIME);
    }
    if (this.isClosed) return Infinity;
    return Math.min(deadlines.firstMs, this.#probe.byMs, this.sendAcks(nowMs));
  }

  /** A HEARTBEAT came: its ACK leaves by `sendAcks`, when it may. */
  oweHeartbeatAck(nowMs: number): void {
    const role = this.#role;
    if (role !== undefined) this.#heartbeatAcks.owe(nowMs, role.lastTicket, role.paidAtMs);
  }

  /** Sends the ACKs that may go and returns when to call again, in ms. */
  sendAcks(nowMs: number): number {
    const acks = this.#heartbeatAcks;
    const ackAtMs = this.#role?.sendAck(nowMs) ?? Infinity;
    let released = acks.release(nowMs, this.#role?.storedTicket ?? 0);
    // Sending may end the session, and with it the role.
    while (released-- > 0 && this.#role !== undefined) this.send(this.#role.heartbeatAck());
    const role = this.#role;
    if (role === undefined) return Infinity;
    const { storedTicket } = role;
    if (acks.waitsForCommit(storedTicket)) role.notifyOnCommit();
    return Math.min(ackAtMs, acks.nextAtMs(storedTicket), acks.overdueAtMs(storedTicket));
  }

  /** The only way the state changes. */
  #step(event: SessionEvent, refusal?: Refusal): void {
    const { next, close } = TRANSITIONS[this.#state][event];
    this.#state = next;
    const ending =
      close === 'as-refused' ? refusal : close && { code: close, reason: CLOSE_REASONS[close] };
    if (next === 'closed') this.#leave(ending?.code);
    if (ending !== undefined) this.#close(ending);
  }

  #close({ code, reason }: Refusal): void {
    const { logger, stats } = this.gateway;
    const { address } = this;
    stats.countClose(code);
    logger.debug({ code, reason, address }, 'closed a connection');
    if (code === Code.InvalidToken) {
      stats.refusedCredentials.token++;
      logger.warn({ address }, 'refused a token');
    }
    this.link.end(code, reason);
  }

  #enter(role: Role): void {
    this.#leaveRole();
    this.#role = role;
    this.gateway.stats.connections[role.name]++;
  }

  #leaveRole(): void {
    const role = this.#role;
    if (role === undefined) return;
    this.#role = undefined;
    this.gateway.stats.connections[role.name]--;
    role.leave();
  }

  /** A link that broke may come back by its token; a client that was refused may not. */
  #endRejoin(mayRejoin: boolean): void {
    const hash = this.#rejoinHash;
    this.#rejoinHash = undefined;
    if (hash === undefined) return;
    if (mayRejoin) this.gateway.tokens.rejoin.ended(hash);
    else this.gateway.tokens.rejoin.revoke(hash);
  }

  /** Gives back all that the session holds; its place is free from here on (P-ID-11). */
  #leave(code: CloseCode | undefined): void {
    this.#endRejoin(code === undefined || code === Code.HeartbeatMissed);
    this.#probe.settle(false);
    this.#leaveRole();
  }
}

const IDENTIFIED = 'identified a client';
