/**
 * IDENTIFY: token to role. The token is used up by success alone (P-TOK-5), so it is taken last, when
 * there is a place; of many who offer the same one, one takes it.
 */
import { CloseCode, Opcode, type ReadyFrame, Role } from '@wearwire/protocol';
import { identifyExtrasOf, identifyPayloadOf } from '@wearwire/protocol/server';
import { MetaWriteError } from '../../storage/errors.js';
import type { TokenGrant } from '../../storage/ports.js';
import type { DeveloperStream } from '../../stream/developer-stream.js';
import type { Client } from '../client.js';
import { ConsumerSeat, ProducerSeat } from '../seats.js';
import { payloadOf } from './payload.js';

/** What extensions add to an IDENTIFY. */
interface Extras {
  readonly after?: number;
  readonly producerId?: string;
}

export function identify(client: Client, bytes: Uint8Array): void {
  const d = payloadOf(bytes, client.gateway.scanner);
  const payload = identifyPayloadOf(d);
  if (!payload.ok) return client.refuseFrame(payload.error);
  const extras = identifyExtrasOf(d, client.extensions);
  if (!extras.ok) return client.refuseFrame(extras.error);
  const { token, type } = payload.value;
  admit(client, token, type, extras.value).catch((error: unknown) => {
    const isForNow = error instanceof MetaWriteError;
    // The storage has told its own failures already, once for all clients.
    if (!isForNow) client.gateway.logger.error({ err: error }, 'could not look up a token');
    client.refuse(isForNow ? CloseCode.TryAgainLater : CloseCode.InternalError);
  });
}

async function admit(client: Client, token: string, role: Role, extras: Extras): Promise<void> {
  const { streams, tokens } = client.gateway;
  const grant = await tokens.look(token, role);
  if (grant === undefined) return client.refuse(CloseCode.InvalidToken);
  const admitAs = role === Role.Producer ? admitProducer : admitConsumer;
  await streams.use(grant.developerId, (stream) => admitAs(client, stream, token, grant, extras));
}

async function admitProducer(
  client: Client,
  stream: DeveloperStream,
  token: string,
  grant: TokenGrant,
  { producerId }: Extras,
): Promise<void> {
  const { tokens, userConnections } = client.gateway;
  const { developerId, userId } = grant;
  const ready = await readyOf(client, stream);
  if (client.isClosed) return;
  if (!userConnections.enter(developerId, userId)) return client.refuseLimit('connectionsPerUser');
  try {
    if (!(await tokens.consume(token))) return client.refuse(CloseCode.InvalidToken);
    if (client.isClosed) return;
    client.acceptProducer(new ProducerSeat(client, stream, userId, producerId), ready);
  } finally {
    // A connection that became a producer gives its place back when it leaves.
    if (client.producer === undefined) userConnections.leave(developerId, userId);
  }
}

async function admitConsumer(
  client: Client,
  stream: DeveloperStream,
  token: string,
  grant: TokenGrant,
  { after }: Extras,
): Promise<void> {
  const { monitorPlaces, tokens } = client.gateway;
  const { developerId, isMonitor = false } = grant;
  const places = isMonitor ? monitorPlaces : client.gateway.places;
  if (!(await places.claim(developerId, client))) {
    // Whoever has the place may have got it with this very token.
    const isStillGood = (await tokens.look(token, Role.Consumer)) !== undefined;
    if (!isStillGood) return client.refuse(CloseCode.InvalidToken);
    if (isMonitor) return client.refuseLimit('monitorsPerDeveloper');
    return client.refuse(CloseCode.AlreadyConnected);
  }
  try {
    const ready = await readyOf(client, stream);
    const isMine = !client.isClosed && (await tokens.consume(token));
    if (!isMine) client.refuse(CloseCode.InvalidToken);
    else if (!client.isClosed) {
      const openSeat = () => new ConsumerSeat(client, stream, places, after);
      client.acceptConsumer(openSeat, ready, isMonitor);
    }
  } finally {
    // Whatever went wrong, a place belongs to one who sits in it.
    if (client.consumer === undefined) places.release(developerId, client);
  }
}

/**
 * READY as published, or with the stream's position where that was negotiated (P-EXT-5). To be called in
 * the moment in which the consumer joins, so that live events go on right behind `last_seq`.
 */
async function readyOf(client: Client, stream: DeveloperStream): Promise<() => ReadyFrame> {
  if (!client.extensions.includes('position')) return () => ({ op: Opcode.Ready });
  const { epoch, firstSeq } = await stream.log.head(stream.developerId);
  const retentionMs = client.gateway.settings.retentionMs;
  return () => ({
    op: Opcode.Ready,
    d: { epoch, first_seq: firstSeq, last_seq: stream.committedSeq, retention_ms: retentionMs },
  });
}
