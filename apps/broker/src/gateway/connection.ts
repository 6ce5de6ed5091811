/**
 * One client: carries what comes over its link through the session machine and does what that says.
 *
 * It owns the connection's deadlines and what the session holds (a place, a feed, a seat as a producer);
 * all of it is given back in `#leave`, once, however the connection ends. What a frame does is in handlers/.
 */
import {
  type CloseCode,
  CloseCode as Code,
  type Extension,
  type FrameErrorCode,
  type HelloFrame,
  type Negotiated,
  Opcode,
  type ReadyFrame,
  type ServerFrame,
} from '@wearwire/protocol';
import { CLOSE_REASONS, FRAME_ERRORS } from '@wearwire/protocol/server';
import type { CountedLimit } from '../observability/stats.js';
import type { Link, LinkEvents } from '../sockets/port.js';
import type { Client } from './client.js';
import { type Codec, codecOf } from './codec.js';
import { Deadlines } from './deadlines.js';
import type { Gateway } from './gateway.js';
import { acknowledge, HEARTBEAT_ACK } from './handlers/heartbeat.js';
import { identify } from './handlers/identify.js';
import { replay } from './handlers/replay.js';
import { submit } from './handlers/submit.js';
import { HeartbeatAcks } from './heartbeat-acks.js';
import { Probe } from './probe.js';
import type { ConsumerSeat, ProducerSeat } from './seats.js';
import { eventOfOpcode, type SessionEvent, type SessionState, step } from './session.js';

type CountedAs = 'anonymous' | 'producer' | 'consumer' | 'monitor';

const STALLED = 'takes no events; REPLAY has what it missed';
const NOT_STORED_IN_TIME = 'the readings could not be stored in time';
const WRONG_ENCODING = 'text and binary messages follow the encoding of the connection';

export class Connection implements Client, LinkEvents {
  readonly gateway: Gateway;
  readonly link: Link;
  /** The client's, behind trusted proxies; empty when the socket had gone by then. */
  readonly address: string;
  readonly extensions: readonly Extension[];
  readonly codec: Codec;
  readonly acks: HeartbeatAcks;
  /** What a READY connection holds; neither before. */
  producer: ProducerSeat | undefined;
  consumer: ConsumerSeat | undefined;
  wheelAtMs = Infinity;

  #state: SessionState = 'anonymous';
  #ready: ReadyFrame = { op: Opcode.Ready };
  readonly #deadlines: Deadlines;
  readonly #whenClosed: () => void;
  #countedAs: CountedAs | undefined = 'anonymous';
  readonly #probe = new Probe();
  /** Copies of frames that came while the token is looked up (P-ID-8). */
  #held: Uint8Array[] = [];
  #heldBytes = 0;

  /** `whenClosed` is called once, when the link has gone. */
  constructor(
    gateway: Gateway,
    link: Link,
    address: string,
    negotiated: Negotiated,
    whenClosed: () => void,
  ) {
    this.gateway = gateway;
    this.link = link;
    this.address = address;
    this.#whenClosed = whenClosed;
    this.extensions = negotiated.extensions;
    this.codec = codecOf(negotiated.encoding);
    const { settings, wheel } = gateway;
    this.acks = new HeartbeatAcks(settings.acks);
    this.#deadlines = new Deadlines(settings, gateway.monotonicMs());
    this.send(helloOf(settings.heartbeatIntervalMs, negotiated));
    wheel.schedule(this, this.#deadlines.firstMs);
    gateway.stats.connections.anonymous++;
    gateway.anonymous.enter(address);
  }

  /** Whose stream it is in; `undefined` before READY. */
  get developerId(): string | undefined {
    return (this.producer ?? this.consumer)?.stream.developerId;
  }

  get isClosed(): boolean {
    return this.#state === 'closed';
  }

  /** A message came. `bytes` are gone when this returns. */
  received(bytes: Uint8Array, isBinary: boolean): void {
    this.#probe.settle(true);
    const { settings, turns } = this.gateway;
    this.#deadlines.frameCame(turns.nowMs);
    if (isBinary !== this.codec.isBinary) return this.refuse(Code.InvalidFrame, WRONG_ENCODING);
    const json = this.codec.toJson(bytes, settings.frameBytesMax);
    if (json.ok) this.#readJson(json.value);
    else this.refuseFrame(json.error);
    turns.took(bytes.length);
  }

  pinged(): void {
    this.#probe.settle(true);
    this.#boundUnsent();
  }

  send(frame: ServerFrame): void {
    this.link.send(this.codec.encode(frame));
    if (!this.isClosed) this.#boundUnsent();
  }

  /** A client that sends and does not read makes its answers pile up: HELLO, ACKs, pongs (P-DIS-8). */
  #boundUnsent(): void {
    const { unsentBytesMax, unsentDispatchBytesMax } = this.gateway.settings;
    const bytesMax = unsentBytesMax + (this.consumer === undefined ? 0 : unsentDispatchBytesMax);
    if (this.link.bufferedBytes <= bytesMax) return;
    this.refuseLimit('unsentBytesMax');
    this.link.cut();
  }

  #readJson(bytes: Uint8Array): void {
    const { scanner } = this.gateway;
    const error = scanner.scan(bytes);
    if (error !== undefined) return this.refuseFrame(error);
    // What the table says of it, without looking it up: nearly every frame is this one.
    if (scanner.op === Opcode.Submit && this.#state === 'producer') return submit(this, bytes);
    const event = eventOfOpcode(scanner.op);
    this.#take(event, bytes);
  }

  /** A WebSocket pong came. */
  ponged(): void {
    this.#probe.settle(true);
  }

  /** The client took some of what is unsent; `hasRoom`: enough to go on. */
  drained(hasRoom: boolean): void {
    if (hasRoom) {
      this.#deadlines.takeByMs = Infinity;
      this.consumer?.feed.drained();
    } else {
      this.#waitForRoom();
    }
  }

  /** The link is full: if the client takes nothing for a long time, it is closed (P-DIS-7). */
  filled(): void {
    if (this.#deadlines.takeByMs === Infinity) this.#waitForRoom();
  }

  #waitForRoom(): void {
    const { monotonicMs, wheel } = this.gateway;
    this.#deadlines.waitForRoom(monotonicMs());
    wheel.schedule(this, this.#deadlines.takeByMs);
  }

  /** The link is gone, or is about to be: the client closed it, or it broke. */
  closed(): void {
    this.#take('socket-closed');
    this.#leave();
    this.#whenClosed();
  }

  /** The token was good. READY goes out before anything else of the role. */
  acceptProducer(seat: ProducerSeat, ready: () => ReadyFrame): void {
    this.#ready = ready();
    this.producer = seat;
    this.#countAs('producer');
    this.#logIdentified('producer', seat.stream.developerId);
    this.#take('accepted-producer');
    seat.stream.addProducer(seat);
    this.#handleHeld();
  }

  acceptConsumer(openSeat: () => ConsumerSeat, ready: () => ReadyFrame, isMonitor: boolean): void {
    this.#ready = ready();
    this.#take('accepted-consumer');
    this.consumer = openSeat();
    const role = isMonitor ? 'monitor' : 'consumer';
    this.#countAs(role);
    this.#logIdentified(role, this.consumer.stream.developerId);
    this.#handleHeld();
  }

  /** No user id: it says whose readings these are. */
  #logIdentified(role: CountedAs, developer: string): void {
    this.gateway.logger.info({ role, developer, address: this.address }, 'identified a client');
  }

  /** The broker stops: those who asked are told when to come back (P-EXT-10). */
  stop(code: CloseCode): void {
    if (this.extensions.includes('reconnect') && !this.isClosed) {
      const afterMs = Math.floor(Math.random() * this.gateway.settings.reconnectSpreadMs);
      this.send({ op: Opcode.Reconnect, d: { after_ms: afterMs } });
    }
    this.refuse(code);
  }

  /** Ends the session with a close code; the reason is the table's unless there is a more exact one. */
  refuse(code: CloseCode, reason: string = CLOSE_REASONS[code]): void {
    if (this.isClosed) return;
    this.#state = step(this.#state, 'refused').next;
    this.#close(code, reason);
  }

  /** Ends the session for a frame that is not what the protocol allows. */
  refuseFrame(error: FrameErrorCode): void {
    const { closeCode, reason } = FRAME_ERRORS[error];
    this.refuse(closeCode, reason);
  }

  refuseLimit(limit: CountedLimit): void {
    if (this.isClosed) return;
    this.gateway.stats.countLimit(limit);
    this.refuse(Code.LimitExceeded, `the limit ${limit} was exceeded`);
  }

  probe(): Promise<boolean> {
    const { monotonicMs, settings, wheel } = this.gateway;
    const byMs = monotonicMs() + settings.probeTimeoutMs;
    const answer = this.#probe.ask(byMs, () => this.link.ping());
    wheel.schedule(this, byMs);
    return answer;
  }

  displace(cause: 'no-answer' | 'taken-over'): void {
    if (cause === 'no-answer') this.refuse(Code.HeartbeatMissed, 'no answer to a ping');
    else this.refuse(Code.AlreadyConnected, 'another consumer has taken over');
  }

  look(nowMs: number): number {
    const deadlines = this.#deadlines;
    if (this.#probe.byMs <= nowMs) this.#probe.settle(false);
    if (deadlines.heartbeatByMs <= nowMs) this.#take('heartbeat-timeout');
    if (deadlines.identifyByMs <= nowMs) this.#take('identify-timeout');
    if (deadlines.takeByMs <= nowMs) this.refuse(Code.TryAgainLater, STALLED);
    if (this.acks.overdueAtMs(this.#committedSeq) <= nowMs) {
      this.refuse(Code.TryAgainLater, NOT_STORED_IN_TIME);
    }
    if (this.isClosed) return Infinity;
    return Math.min(deadlines.firstMs, this.#probe.byMs, this.sendAcks(nowMs));
  }

  /** Sends the ACKs that are free to go and returns when to look again. */
  sendAcks(nowMs: number): number {
    const ackAtMs = this.producer?.sendAck(nowMs) ?? Infinity;
    const committedSeq = this.#committedSeq;
    let released = this.acks.release(nowMs, committedSeq);
    while (released-- > 0) this.send(this.#heartbeatAck());
    if (this.acks.waitsForCommit(committedSeq)) this.producer?.tellWhenCommitted();
    return Math.min(ackAtMs, this.acks.nextAtMs(committedSeq), this.acks.overdueAtMs(committedSeq));
  }

  /** As published, or to a consumer that asked for it with the newest seq of its stream (P-EXT-5). */
  #heartbeatAck(): ServerFrame {
    const stream = this.consumer?.stream;
    if (stream === undefined || !this.extensions.includes('position')) return HEARTBEAT_ACK;
    return { ...HEARTBEAT_ACK, d: { last_seq: stream.committedSeq } };
  }

  /** What an ACK of a producer's may speak of; nobody else submits. */
  get #committedSeq(): number {
    return this.producer?.stream.committedSeq ?? 0;
  }

  /** Moves the connection from one count to another; `undefined`: it is gone. */
  #countAs(role: CountedAs | undefined): void {
    const { connections } = this.gateway.stats;
    if (this.#countedAs !== undefined) connections[this.#countedAs]--;
    if (this.#countedAs === 'anonymous') this.gateway.anonymous.leave(this.address);
    this.#countedAs = role;
    if (role !== undefined) connections[role]++;
  }

  /** One step of the session machine. */
  #take(event: SessionEvent, bytes: Uint8Array = NO_BYTES): void {
    const { next, effect } = step(this.#state, event);
    this.#state = next;
    switch (effect.do) {
      case 'submit':
        return submit(this, bytes);
      case 'acknowledge':
        return acknowledge(this);
      case 'replay':
        return replay(this, bytes);
      case 'look-up-token':
        this.#deadlines.identifyByMs = Infinity;
        return identify(this, bytes);
      case 'hold':
        return this.#hold(bytes);
      case 'send-ready':
        return this.send(this.#ready);
      case 'close':
        return this.#close(effect.code, CLOSE_REASONS[effect.code]);
      case 'refuse':
      case 'nothing':
    }
  }

  #hold(bytes: Uint8Array): void {
    const { pendingBytesMax, pendingFramesMax } = this.gateway.settings;
    if (this.#held.length >= pendingFramesMax) return this.refuseLimit('pendingFramesMax');
    if (this.#heldBytes + bytes.length > pendingBytesMax) {
      return this.refuseLimit('pendingBytesMax');
    }
    this.#held.push(bytes.slice());
    this.#heldBytes += bytes.length;
  }

  #handleHeld(): void {
    const held = this.#held;
    this.#held = [];
    for (const bytes of held) if (!this.isClosed) this.#readJson(bytes);
  }

  #close(code: CloseCode, reason: string): void {
    this.#leave();
    this.gateway.stats.countClose(code);
    this.#log(code, reason);
    this.link.end(code, reason);
  }

  #log(code: CloseCode, reason: string): void {
    const { logger, stats } = this.gateway;
    const { address } = this;
    logger.debug({ code, reason, address }, 'closed a connection');
    if (code !== Code.InvalidToken) return;
    stats.refusedCredentials.token++;
    logger.warn({ address }, 'refused a token');
  }

  /** Gives back all that the session holds; the place is free from here on (P-ID-11). */
  #leave(): void {
    this.#held = [];
    this.#countAs(undefined);
    this.#probe.settle(false);
    this.producer?.leave();
    this.consumer?.leave();
    this.producer = undefined;
    this.consumer = undefined;
  }
}

const NO_BYTES = new Uint8Array(0);

/** The published HELLO, and behind it what was asked for and is known, if anything (P-EXT-1). */
function helloOf(heartbeatIntervalMs: number, { encoding, extensions }: Negotiated): HelloFrame {
  return {
    op: Opcode.Hello,
    d: {
      heartbeat_interval: heartbeatIntervalMs,
      ...(encoding !== undefined && { encoding }),
      ...(extensions.length > 0 && { extensions }),
    },
  };
}
