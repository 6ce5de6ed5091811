/** Authenticates a developer by its API key, or by a session of the console. */
import { LIMITS } from '@wearwire/protocol';
import type { Developers } from '../auth/developers.js';
import type { ConsoleSessions } from '../console/console-sessions.js';
import { networkOf } from '../gateway/client-address.js';
import type { Logger } from '../observability/logger.js';
import type { Stats } from '../observability/stats.js';
import { credentialsOf } from './credentials.js';
import type { HttpReply, HttpRequest } from './http.js';
import { errorReply, FORBIDDEN } from './replies.js';
import { countRequest, type TokenRates } from './token-rates.js';

export interface AuthenticationContext {
  readonly developers: Developers;
  /** `undefined`: the console is off. */
  readonly sessions: ConsoleSessions | undefined;
  readonly rates: TokenRates;
  readonly logger: Pick<Logger, 'warn'>;
  /** Counts refused API keys. */
  readonly stats: Pick<Stats, 'refusedCredentials'>;
}

/** Header with the secret of a session. */
export const SESSION_HEADER = 'wearwire-session';

const BAD_CREDENTIALS = errorReply(
  400,
  'send the headers dev-id and x-api-key, or HTTP Basic dev-id:api-key',
);

/**
 * Replies with `answer` to an authenticated developer, and with a refusal to others. A developer's rate is consumed
 * only by requests with its key or session.
 */
export async function asDeveloper(
  context: AuthenticationContext,
  request: HttpRequest,
  answer: (developerId: string) => HttpReply | Promise<HttpReply>,
): Promise<HttpReply> {
  const { rates } = context;
  const refusal = limitAddress(rates, request);
  if (refusal !== undefined) return refusal;
  const developerId = await developerOf(context, request);
  if (typeof developerId !== 'string') return developerId;
  return countRequest(rates, 'ofDeveloper', developerId) ?? answer(developerId);
}

/** Counts a request for its address. Returns the reply that refuses it if the address exceeds its rate. */
export function limitAddress(rates: TokenRates, { address }: HttpRequest): HttpReply | undefined {
  return countRequest(rates, 'ofAddress', networkOf(address));
}

/** The id of the developer, or the refusal. */
async function developerOf(
  context: AuthenticationContext,
  request: HttpRequest,
): Promise<string | HttpReply> {
  const { developers, sessions } = context;
  const session = request.header(SESSION_HEADER);
  if (sessions !== undefined && session !== '') {
    const id = sessions.developerOf(session);
    const isKnown = id !== undefined && (await developers.isKnown(id));
    return isKnown ? id : refuseKey(context, request);
  }
  const credentials = credentialsOf(request);
  if (credentials === undefined) return BAD_CREDENTIALS;
  const { id, key } = credentials;
  const isVerified =
    Buffer.byteLength(id) <= LIMITS.developerIdBytesMax.default &&
    (await developers.verify(id, key));
  return isVerified ? id : refuseKey(context, request);
}

/**
 * Refuses a wrong API key. Also used for the console's secrets (session, one-time code, operator's key, link to the
 * overlay), which are counted and logged as API keys. The developer's id is not logged: by mistake it may be the key.
 */
export function refuseKey(
  { logger, stats }: Pick<AuthenticationContext, 'logger' | 'stats'>,
  { address }: HttpRequest,
): HttpReply {
  stats.refusedCredentials.key++;
  logger.warn({ address }, 'refused an API key');
  return FORBIDDEN;
}
