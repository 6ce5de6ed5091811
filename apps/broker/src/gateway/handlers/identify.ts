/**
 * IDENTIFY: token to role. The token is used up by success alone (P-TOK-5), so it is taken last, when
 * there is a place; of many who offer the same one, one takes it.
 */
import { CloseCode, Opcode, type ReadyFrame, Role } from '@wearwire/protocol';
import { identifyExtrasOf, identifyPayloadOf } from '@wearwire/protocol/server';
import type { TokenGrant } from '../../storage/ports.js';
import type { DeveloperStream } from '../../stream/developer-stream.js';
import type { Connection } from '../connection.js';
import { ConsumerSeat, ProducerSeat } from '../seats.js';
import { payloadOf } from './payload.js';

/** What extensions add to an IDENTIFY. */
interface Extras {
  readonly after?: number;
  readonly producerId?: string;
}

export function identify(connection: Connection, bytes: Uint8Array): void {
  const d = payloadOf(bytes, connection.gateway.scanner);
  const payload = identifyPayloadOf(d);
  if (!payload.ok) return connection.refuseFrame(payload.error);
  const extras = identifyExtrasOf(d, connection.extensions);
  if (!extras.ok) return connection.refuseFrame(extras.error);
  const { token, type } = payload.value;
  admit(connection, token, type, extras.value).catch((error: unknown) => {
    connection.gateway.logger.error({ err: error }, 'could not look up a token');
    connection.refuse(CloseCode.InternalError);
  });
}

async function admit(
  connection: Connection,
  token: string,
  role: Role,
  extras: Extras,
): Promise<void> {
  const grant = await connection.gateway.tokens.look(token, role);
  if (grant === undefined) return connection.refuse(CloseCode.InvalidToken);
  if (role === Role.Producer) await admitProducer(connection, token, grant, extras);
  else await admitConsumer(connection, token, grant, extras);
}

async function admitProducer(
  connection: Connection,
  token: string,
  grant: TokenGrant,
  { producerId }: Extras,
): Promise<void> {
  const { streams, tokens } = connection.gateway;
  const stream = await streams.open(grant.developerId);
  if (connection.isClosed) return;
  if (!(await tokens.consume(token))) return connection.refuse(CloseCode.InvalidToken);
  const ready = await readyOf(connection, stream);
  if (connection.isClosed) return;
  connection.acceptProducer(new ProducerSeat(connection, stream, grant.userId, producerId), ready);
}

async function admitConsumer(
  connection: Connection,
  token: string,
  grant: TokenGrant,
  { after }: Extras,
): Promise<void> {
  const { places, streams, tokens } = connection.gateway;
  const { developerId } = grant;
  const stream = await streams.open(developerId);
  if (!(await places.claim(developerId, connection))) {
    // Whoever has the place may have got it with this very token.
    const isStillGood = (await tokens.look(token, Role.Consumer)) !== undefined;
    return connection.refuse(isStillGood ? CloseCode.AlreadyConnected : CloseCode.InvalidToken);
  }
  const isAdmitted = !connection.isClosed && (await tokens.consume(token));
  const ready = await readyOf(connection, stream);
  if (isAdmitted && !connection.isClosed) {
    connection.acceptConsumer(() => new ConsumerSeat(connection, stream, after), ready);
  } else {
    places.release(developerId, connection);
    connection.refuse(CloseCode.InvalidToken);
  }
}

/**
 * READY as published, or with the stream's position where that was negotiated (P-EXT-5). To be called in
 * the moment in which the consumer joins, so that live events go on right behind `last_seq`.
 */
async function readyOf(connection: Connection, stream: DeveloperStream): Promise<() => ReadyFrame> {
  if (!connection.extensions.includes('position')) return () => ({ op: Opcode.Ready });
  const { epoch, firstSeq } = await stream.log.head(stream.developerId);
  const retentionMs = connection.gateway.settings.retentionMs;
  return () => ({
    op: Opcode.Ready,
    d: { epoch, first_seq: firstSeq, last_seq: stream.committedSeq, retention_ms: retentionMs },
  });
}
