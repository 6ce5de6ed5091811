/**
 * IDENTIFY: token to role. The token is used up by success alone (P-TOK-5), so it is taken last, when
 * there is a place; of many who offer the same one, one takes it.
 */
import { CloseCode, identifyPayloadOf, Role } from '@wearwire/protocol';
import type { TokenGrant } from '../../storage/ports.js';
import type { Connection } from '../connection.js';
import { ConsumerSeat, ProducerSeat } from '../seats.js';
import { payloadOf } from './payload.js';

export function identify(connection: Connection, bytes: Uint8Array): void {
  const payload = identifyPayloadOf(payloadOf(bytes, connection.gateway.scanner));
  if (!payload.ok) return connection.refuseFrame(payload.error);
  const { token, type } = payload.value;
  admit(connection, token, type).catch((error: unknown) => {
    connection.gateway.logger.error({ err: error }, 'could not look up a token');
    connection.refuse(CloseCode.InternalError);
  });
}

async function admit(connection: Connection, token: string, role: Role): Promise<void> {
  const grant = await connection.gateway.tokens.look(token, role);
  if (grant === undefined) return connection.refuse(CloseCode.InvalidToken);
  if (role === Role.Producer) await admitProducer(connection, token, grant);
  else await admitConsumer(connection, token, grant);
}

async function admitProducer(
  connection: Connection,
  token: string,
  grant: TokenGrant,
): Promise<void> {
  const { streams, tokens } = connection.gateway;
  const stream = await streams.open(grant.developerId);
  if (connection.isClosed) return;
  if (!(await tokens.consume(token))) return connection.refuse(CloseCode.InvalidToken);
  if (connection.isClosed) return;
  connection.acceptProducer(new ProducerSeat(connection, stream, grant.userId));
}

async function admitConsumer(
  connection: Connection,
  token: string,
  grant: TokenGrant,
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
  if (isAdmitted && !connection.isClosed) {
    connection.acceptConsumer(() => new ConsumerSeat(connection, stream));
  } else {
    places.release(developerId, connection);
    connection.refuse(CloseCode.InvalidToken);
  }
}
