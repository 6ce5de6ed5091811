/**
 * The broker's side of one connection: its state, role, deadlines and pending ACKs.
 *
 * Only `#step` changes the state, by the table in `session-states.ts`. `#leave` releases what the role holds, once,
 * however the session ends. The effects of frames are in `dispatch.ts` and `handlers/`.
 *
 * Over 250 lines: the one class whose state changes by the table; each part with separate state has its own file.
 */
import {
  CloseCode,
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
import { Probe } from './probe.js';
import { AnonymousRole } from './roles/anonymous.js';
import type { Role } from './roles/role.js';
import { type SessionEvent, type SessionState, TRANSITIONS } from './session-states.js';
import type { SlotHolder } from './slot-holders.js';

/** Why the broker ends a session. */
interface Refusal {
  readonly code: CloseCode;
  readonly reason: string;
}

const IDENTIFIED = 'identified a client';
const STALLED = 'not reading events; use REPLAY to get the missed events';
const NOT_STORED_IN_TIME = 'the readings could not be stored in time';

export class Session implements Deadline, SlotHolder {
  readonly gateway: Gateway;
  readonly link: Link;
  /** The client's address, behind trusted proxies; empty if the socket had already closed. */
  readonly address: string;
  readonly extensions: readonly Extension[];
  readonly codec: Codec;
  wheelAtMs = Infinity;

  #state: SessionState = 'anonymous';
  #role: Role | undefined;
  readonly #deadlines: Deadlines;
  readonly #heartbeatAcks: HeartbeatAcks;
  readonly #probe = new Probe();
  /** Hash of the token for the client's next connection. */
  #rejoinHash: string | undefined;
  readonly #handle: (bytes: Uint8Array) => void;

  /** `handle` is called with each buffered frame once the session has its role. */
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

  /** `undefined` after the session has ended. */
  get role(): Role | undefined {
    return this.#role;
  }

  /** The developer; `undefined` before READY and after the session has ended. */
  get developerId(): string | undefined {
    return this.#role?.stream?.developerId;
  }

  /** The client sent a message at this time. */
  messageReceived(nowMs: number): void {
    this.alive();
    this.#deadlines.frameReceived(nowMs);
  }

  /** Called when the link has proved to be alive. */
  alive(): void {
    this.#probe.end(true);
  }

  send(frame: ServerFrame): void {
    this.link.send(this.codec.encode(frame));
    this.boundUnsent();
  }

  /** Closes a client that sends but does not read, because its answers accumulate: HELLO, ACKs, pongs (P-DIS-8). */
  boundUnsent(): void {
    if (this.isClosed) return;
    const bytesMax = this.gateway.settings.unsentBytesMax + (this.#role?.unsentEventBytesMax ?? 0);
    if (this.link.bufferedBytes <= bytesMax) return;
    this.refuseLimit('unsentBytesMax');
    this.link.cut();
  }

  /** The link is full: a client that then reads nothing for too long is closed (P-DIS-7). */
  filled(): void {
    if (this.#deadlines.readByMs === Infinity) this.#restartReadDeadline();
  }

  /** The client read some of the unsent bytes; `hasSpace`: enough to continue sending. */
  drained(hasSpace: boolean): void {
    if (!hasSpace) return this.#restartReadDeadline();
    this.#deadlines.readByMs = Infinity;
    this.#role?.drained();
  }

  #restartReadDeadline(): void {
    const { monotonicMs, wheel } = this.gateway;
    this.#deadlines.restartReadDeadline(monotonicMs());
    wheel.schedule(this, this.#deadlines.readByMs);
  }

  /** An IDENTIFY arrived; frames are buffered until `accept` or `refuse`. */
  identifying(): void {
    this.#step('identify');
    this.#deadlines.identifyByMs = Infinity;
  }

  /** The token is valid: sends READY, creates the role with `open`, then handles the buffered frames. */
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
    const buffered = anonymous.removeBuffered();
    const role = open();
    this.#enter(role);
    const { name, stream } = role;
    const { address } = this;
    // The user id is not logged: it is personal data.
    this.gateway.logger.info({ role: name, developer: stream?.developerId, address }, IDENTIFIED);
    for (const bytes of buffered) this.#handle(bytes);
  }

  /** Ends the session with a close code; `reason` replaces the standard reason of the code. */
  refuse(code: CloseCode, reason: string = CLOSE_REASONS[code]): void {
    this.#step('refused', { code, reason });
  }

  /** Ends the session because of a frame that the protocol does not allow. */
  refuseFrame(error: FrameErrorCode): void {
    const { closeCode, reason } = FRAME_ERRORS[error];
    this.refuse(closeCode, reason);
  }

  /** Ends the session with 1008 and counts the limit. */
  refuseLimit(limit: CountedLimit): void {
    if (this.isClosed) return;
    this.gateway.stats.countLimit(limit);
    this.refuse(CloseCode.LimitExceeded, `the limit ${limit} was exceeded`);
  }

  /** Ends the session because the broker stops; asks the client to reconnect, if it negotiated that. */
  stop(code: CloseCode): void {
    this.#sendReconnect();
    this.refuse(code);
  }

  /** Ends the session with 1013 because of a limit on new connections, and counts the limit. */
  refuseTemporarily(limit: CountedLimit): void {
    if (this.isClosed) return;
    this.gateway.stats.countLimit(limit);
    this.#sendReconnect();
    this.refuse(CloseCode.TryAgainLater, `too many connections at once (${limit})`);
  }

  /** Tells the client to reconnect at a random time, if it negotiated that (P-EXT-10). */
  #sendReconnect(): void {
    if (!this.extensions.includes('reconnect') || this.isClosed) return;
    const afterMs = Math.floor(Math.random() * this.gateway.settings.reconnectSpreadMs);
    this.send({ op: Opcode.Reconnect, d: { after_ms: afterMs } });
  }

  /** Sends the client a token for its next connection, if it negotiated that (P-EXT-13). */
  offerRejoin(rejoiner: Rejoiner): void {
    if (this.isClosed || !this.extensions.includes('rejoin')) return;
    const { rejoin } = this.gateway.tokens;
    const { token, hash } = rejoin.issue(rejoiner);
    this.#rejoinHash = hash;
    this.send({ op: Opcode.Rejoin, d: { token, good_for_ms: rejoin.lifetimeMs } });
  }

  /** The link has closed: by the client, or by a failure. */
  socketClosed(): void {
    this.#step('socket-closed');
  }

  /** Whether the link answers a ping within `probeTimeoutMs`. */
  probe(): Promise<boolean> {
    const { monotonicMs, settings, wheel } = this.gateway;
    const byMs = monotonicMs() + settings.probeTimeoutMs;
    const answer = this.#probe.start(byMs, () => this.link.ping());
    wheel.schedule(this, byMs);
    return answer;
  }

  /** Ends the session and releases its slot at once. */
  displace(cause: 'no-answer' | 'taken-over'): void {
    if (cause === 'no-answer') this.refuse(CloseCode.HeartbeatMissed, 'no answer to a ping');
    else this.refuse(CloseCode.AlreadyConnected, 'another consumer has taken over');
  }

  check(nowMs: number): number {
    const deadlines = this.#deadlines;
    if (this.#probe.byMs <= nowMs) this.#probe.end(false);
    if (deadlines.heartbeatByMs <= nowMs) this.#step('heartbeat-timeout');
    if (deadlines.identifyByMs <= nowMs) this.#step('identify-timeout');
    if (deadlines.readByMs <= nowMs) this.refuse(CloseCode.TryAgainLater, STALLED);
    if (this.#heartbeatAcks.overdueAtMs(this.#role?.storedTicket ?? 0) <= nowMs) {
      this.refuse(CloseCode.TryAgainLater, NOT_STORED_IN_TIME);
    }
    if (this.isClosed) return Infinity;
    return Math.min(deadlines.firstMs, this.#probe.byMs, this.sendAcks(nowMs));
  }

  /** Records a HEARTBEAT; `sendAcks` sends its ACK when it is due. */
  heartbeatReceived(nowMs: number): void {
    const role = this.#role;
    if (role !== undefined) this.#heartbeatAcks.add(nowMs, role.lastTicket, role.withinRateAtMs);
  }

  /** Sends the ACKs that are due and returns when to call again, in ms. */
  sendAcks(nowMs: number): number {
    const acks = this.#heartbeatAcks;
    const ackAtMs = this.#role?.sendAck(nowMs) ?? Infinity;
    let released = acks.release(nowMs, this.#role?.storedTicket ?? 0);
    // Sending may end the session, and with it the role.
    while (released-- > 0 && this.#role !== undefined) this.send(this.#role.heartbeatAck());
    const role = this.#role;
    if (role === undefined) return Infinity;
    const { storedTicket } = role;
    const overdueAtMs = acks.overdueAtMs(storedTicket);
    if (overdueAtMs < Infinity) role.notifyOnCommit();
    return Math.min(ackAtMs, acks.nextAtMs(storedTicket), overdueAtMs);
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
    if (code === CloseCode.InvalidToken) {
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

  /** A client may reconnect with its token after a broken link, but not after a refusal. */
  #endRejoin(mayRejoin: boolean): void {
    const hash = this.#rejoinHash;
    this.#rejoinHash = undefined;
    if (hash === undefined) return;
    if (mayRejoin) this.gateway.tokens.rejoin.ended(hash);
    else this.gateway.tokens.rejoin.revoke(hash);
  }

  /** Releases everything that the session holds, including its slot (P-ID-11). */
  #leave(code: CloseCode | undefined): void {
    this.#endRejoin(code === undefined || code === CloseCode.HeartbeatMissed);
    this.#probe.end(false);
    this.#leaveRole();
  }
}
