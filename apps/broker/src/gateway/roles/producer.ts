/**
 * The role of a user's connection, with the handlers of SUBMIT and SUBMIT_BATCH: checks their bytes in place, without
 * parsing them into objects, submits the readings to the developer's stream, and acknowledges stored ones.
 */
import { BATCH_EVENTS_MAX, CloseCode, Opcode } from '@wearwire/protocol';
import type { DeveloperStream } from '../../stream/developer-stream.js';
import type { ProducerPort } from '../../stream/stream-producers.js';
import type { Frame } from '../frame.js';
import type { Session } from '../session.js';
import { stampMissingTs, stampMissingTsOfBatch } from '../stamp.js';
import { SubmitAcks } from '../submit-acks.js';
import type { ProducerRates } from '../submit-rates.js';
import { Role } from './role.js';

export class ProducerRole extends Role implements ProducerPort {
  readonly name = 'producer';
  override readonly stream: DeveloperStream;
  readonly #session: Session;
  /** Rate limits; `undefined`: none. */
  readonly #rates: ProducerRates | undefined;
  readonly #userId: string;
  readonly #uidJson: Uint8Array;
  readonly #producerKey: string | undefined;
  /** Only with the extension `ack`. */
  readonly #acks: SubmitAcks | undefined;

  /**
   * `producerKey`: the key under which the producer has joined the stream, so that repeated SUBMITs are stored once;
   * `undefined`: it has not.
   */
  constructor(
    session: Session,
    stream: DeveloperStream,
    userId: string,
    producerKey: string | undefined,
  ) {
    super();
    this.stream = stream;
    this.#session = session;
    this.#userId = userId;
    this.#producerKey = producerKey;
    this.#uidJson = Buffer.from(JSON.stringify(userId));
    const { settings, submitRates } = session.gateway;
    this.#rates = submitRates.join(stream.developerId, userId);
    if (session.extensions.includes('ack')) {
      this.#acks = new SubmitAcks(stream, producerKey, settings.acks);
    }
    stream.addProducer(this);
  }

  /** Handles a SUBMIT; hot path. */
  submit(frame: Frame): void {
    const session = this.#session;
    const { bytes, parts } = frame;
    if (!parts.hasObjectD(bytes) || !parts.hasNonEmptyT(bytes)) {
      return session.refuseFrame('invalid-submit');
    }
    const exceeded = this.#rates?.consume(bytes.length, session.gateway.turnClock.nowMs);
    if (exceeded !== undefined) return session.refuseLimit(exceeded);
    if (session.gateway.settings.stampMissingTs) stampMissingTs(frame);
    if (!this.#store(frame)) session.refuseFrame('invalid-n');
  }

  /**
   * Handles a SUBMIT_BATCH: several readings of one type, each stored as if submitted by itself. The whole frame is
   * checked before any reading is accepted: one invalid reading refuses all (P-EXT-12).
   */
  submitBatch(frame: Frame): void {
    const session = this.#session;
    const { bytes, parts } = frame;
    const count = parts.hasNonEmptyT(bytes) ? parts.countItems(bytes, BATCH_EVENTS_MAX) : 0;
    if (count === 0) return session.refuseFrame('invalid-batch');
    const exceeded = this.#rates?.consume(bytes.length, session.gateway.turnClock.nowMs, count);
    if (exceeded !== undefined) return session.refuseLimit(exceeded);
    if (session.gateway.settings.stampMissingTs) stampMissingTsOfBatch(frame, count);
    if (!this.#storeBatch(frame, count)) session.refuseFrame('invalid-n');
  }

  /** Submits the reading to the stream. `false`: `n` is not a valid number. Hot path. */
  #store({ bytes, parts }: Frame): boolean {
    if (this.#acks === undefined || parts.nEnd === 0) {
      this.lastTicket = this.stream.submit(bytes, parts, this.#uidJson);
      return true;
    }
    const n = parts.numberOfN(bytes);
    if (n === undefined) return false;
    this.lastTicket = this.#acks.submit(bytes, parts, this.#uidJson, n, this.withinRateAtMs);
    this.#awaitCommit();
    return true;
  }

  /**
   * Submits the `count` readings of a batch to the stream; `n` is the number of the first. `false`: the number of the
   * first or the last is not valid.
   */
  #storeBatch({ bytes, parts }: Frame, count: number): boolean {
    const acks = parts.nEnd > 0 ? this.#acks : undefined;
    const n = acks && parts.numberOfN(bytes);
    // The parentheses matter: `n + count` may be rounded down, and the last number would then seem safe.
    if (acks && (n === undefined || !Number.isSafeInteger(n + (count - 1)))) return false;
    for (let i = 0; i < count; i++) {
      parts.selectItem(i);
      this.lastTicket =
        acks && n !== undefined
          ? acks.submit(bytes, parts, this.#uidJson, n + i, this.withinRateAtMs)
          : this.stream.submit(bytes, parts, this.#uidJson);
    }
    if (acks) this.#awaitCommit();
    return true;
  }

  /** Arranges that the last SUBMIT is acknowledged as soon as it is stored. */
  #awaitCommit(): void {
    if (this.lastTicket > this.storedTicket) this.notifyOnCommit();
    else this.committed();
  }

  override get storedTicket(): number {
    return this.stream.storedTicket;
  }

  override get withinRateAtMs(): number {
    return this.#rates?.withinRateAtMs ?? 0;
  }

  override notifyOnCommit(): void {
    this.stream.notifyOnCommit(this);
  }

  committed(): void {
    const { wheel, monotonicMs } = this.#session.gateway;
    wheel.schedule(this.#session, this.#session.sendAcks(monotonicMs()));
  }

  refused(): void {
    this.#session.refuse(CloseCode.TryAgainLater, 'the reading could not be stored');
  }

  override sendAck(nowMs: number): number {
    if (this.#acks === undefined) return Infinity;
    const n = this.#acks.release(nowMs);
    if (n !== undefined) this.#session.send({ op: Opcode.Ack, d: { n } });
    if (this.#acks.pending > 0) this.notifyOnCommit();
    return this.#acks.nextAtMs;
  }

  leave(): void {
    this.stream.removeProducer(this);
    if (this.#producerKey !== undefined) this.stream.leaveNumbered(this.#producerKey);
    this.#session.gateway.userConnections.leave(this.stream.developerId, this.#userId);
    this.#rates?.leave();
  }
}

export function submit(session: Session, frame: Frame): void {
  if (session.role instanceof ProducerRole) session.role.submit(frame);
}

export function submitBatch(session: Session, frame: Frame): void {
  if (session.role instanceof ProducerRole) session.role.submitBatch(frame);
}
