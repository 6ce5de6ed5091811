/**
 * IDENTIFY: looks up the token and assigns the session its role. Only a successful IDENTIFY consumes the token
 * (P-TOK-5), so consuming is the last step, after a slot was acquired. If several connections offer the same token,
 * one succeeds.
 */
import { CloseCode, Opcode, type ReadyFrame, Role } from '@wearwire/protocol';
import { identifyExtrasOf, identifyPayloadOf } from '@wearwire/protocol/server';
import type { Rejoiner } from '../../auth/rejoin-tokens.js';
import { MetaWriteError } from '../../storage/errors.js';
import type { DeveloperStream } from '../../stream/developer-stream.js';
import type { Frame } from '../frame.js';
import { ConsumerRole } from '../roles/consumer.js';
import { ProducerRole } from '../roles/producer.js';
import type { Session } from '../session.js';

/** Fields that extensions add to IDENTIFY. */
interface Extras {
  readonly after?: number;
  readonly producerId?: string;
}

export function identify(session: Session, frame: Frame): void {
  session.identifying();
  const d = frame.payload();
  const payload = identifyPayloadOf(d);
  if (!payload.ok) return session.refuseFrame(payload.error);
  const extras = identifyExtrasOf(d, session.extensions);
  if (!extras.ok) return session.refuseFrame(extras.error);
  const { token, type } = payload.value;
  admit(session, token, type, extras.value).catch((error: unknown) => {
    const isTemporary = error instanceof MetaWriteError;
    // The storage has already logged its failure, once for all sessions.
    if (!isTemporary) session.gateway.logger.error({ err: error }, 'cannot look up a token');
    session.refuse(isTemporary ? CloseCode.TryAgainLater : CloseCode.InternalError);
  });
}

async function admit(session: Session, token: string, role: Role, extras: Extras): Promise<void> {
  const { streams, tokens } = session.gateway;
  const grant = await tokens.find(token, role);
  if (grant === undefined) return session.refuse(CloseCode.InvalidToken);
  if (exceedsRate(session, grant.developerId)) {
    return session.refuseTemporarily('developerIdentifiesPerSecond');
  }
  const admitAs = role === Role.Producer ? admitProducer : admitConsumer;
  await streams.use(grant.developerId, (stream) => admitAs(session, stream, token, grant, extras));
}

/**
 * Counts the connection, and returns whether the developer has too many per second. Only connections with a valid token
 * count (P-LIM-5).
 */
function exceedsRate({ gateway }: Session, developerId: string): boolean {
  const { identifyRates, monotonicMs } = gateway;
  return identifyRates?.of(developerId).consume(1, monotonicMs()) === false;
}

async function admitProducer(
  session: Session,
  stream: DeveloperStream,
  token: string,
  grant: Rejoiner,
  { producerId }: Extras,
): Promise<void> {
  const { tokens, userConnections } = session.gateway;
  const { developerId, userId } = grant;
  const ready = await readyOf(session, stream);
  const producerKey = producerKeyOf(session, userId, producerId);
  if (producerKey !== undefined) await stream.joinNumbered(producerKey);
  let isCounted = false;
  let isAccepted = false;
  try {
    if (session.isClosed) return;
    isCounted = userConnections.enter(developerId, userId);
    if (!isCounted) return session.refuseLimit('connectionsPerUser');
    if (!(await tokens.consume(token))) return session.refuse(CloseCode.InvalidToken);
    session.accept('accepted-producer', ready(), () => {
      isAccepted = true;
      return new ProducerRole(session, stream, userId, producerKey);
    });
    session.offerRejoin(grant);
  } finally {
    // An accepted producer does this when it leaves.
    if (!isAccepted) {
      if (isCounted) userConnections.leave(developerId, userId);
      if (producerKey !== undefined) stream.leaveNumbered(producerKey);
    }
  }
}

async function admitConsumer(
  session: Session,
  stream: DeveloperStream,
  token: string,
  grant: Rejoiner,
  { after }: Extras,
): Promise<void> {
  const { monitorSlots, slotHolders, tokens } = session.gateway;
  const { developerId, isMonitor = false } = grant;
  const slots = isMonitor ? monitorSlots : session.gateway.slots;
  const holder = slotHolders.add(session);
  let isAccepted = false;
  const release = (): void => {
    slotHolders.remove(holder);
    slots.release(developerId, holder).catch((error: unknown) => {
      session.gateway.logger.error({ err: error }, 'cannot release a consumer slot');
    });
  };
  try {
    if (!(await slots.acquire(developerId, holder))) {
      return await refuseWithoutSlot(session, token, isMonitor);
    }
    const ready = await readyOf(session, stream);
    if (session.isClosed) return;
    if (!(await tokens.consume(token))) return session.refuse(CloseCode.InvalidToken);
    session.accept('accepted-consumer', ready(), () => {
      isAccepted = true;
      return new ConsumerRole(session, stream, release, { after, isMonitor });
    });
    session.offerRejoin(grant);
  } finally {
    // An accepted consumer does this when it leaves.
    if (!isAccepted) release();
  }
}

async function refuseWithoutSlot(
  session: Session,
  token: string,
  isMonitor: boolean,
): Promise<void> {
  // Another connection may have used the same token meanwhile.
  const isStillValid = (await session.gateway.tokens.find(token, Role.Consumer)) !== undefined;
  if (!isStillValid) return session.refuse(CloseCode.InvalidToken);
  if (isMonitor) return session.refuseLimit('monitorsPerDeveloper');
  return session.refuse(CloseCode.AlreadyConnected);
}

/**
 * The key under which the log keeps a producer's numbers; `undefined`: the producer does not number its events
 * (P-EXT-8).
 */
function producerKeyOf(
  session: Session,
  userId: string,
  producerId: string | undefined,
): string | undefined {
  if (producerId === undefined || !session.extensions.includes('ack')) return undefined;
  return JSON.stringify([userId, producerId]);
}

/**
 * READY as published, or with the stream's position if negotiated (P-EXT-5). Resolves with a function; call it when the
 * role is created, so that a consumer's live events continue right after `last_seq`.
 */
async function readyOf(session: Session, stream: DeveloperStream): Promise<() => ReadyFrame> {
  if (!session.extensions.includes('position')) return () => ({ op: Opcode.Ready });
  const firstSeq = await stream.log.firstSeq();
  const { epoch } = stream.log;
  const { retentionMs } = session.gateway.settings;
  return () => ({
    op: Opcode.Ready,
    d: { epoch, first_seq: firstSeq, last_seq: stream.committedSeq, retention_ms: retentionMs },
  });
}
