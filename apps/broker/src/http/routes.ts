/** Every HTTP path of the broker, in one table: path, methods, handler. */
import { LIMITS, REFUSAL_HEADER, Role } from '@wearwire/protocol';
import type { Developers } from '../auth/developers.js';
import type { Tokens } from '../auth/tokens.js';
import { networkOf } from '../gateway/client-address.js';
import type { Logger } from '../observability/logger.js';
import type { Stats } from '../observability/stats.js';
import { handshakeRefusalOf } from '../sockets/handshake.js';
import { MetaWriteError } from '../storage/errors.js';
import type { StorageState } from '../storage/health.js';
import { VERSION } from '../version.js';
import { credentialsOf } from './credentials.js';
import type { HttpHandler, HttpReply, HttpRequest } from './http.js';
import { type TokenRates, takeToken } from './token-rates.js';

export interface RouteContext {
  readonly developers: Developers;
  readonly tokens: Tokens;
  readonly rates: TokenRates;
  readonly logger: Pick<Logger, 'error' | 'warn'>;
  /** Counts API keys that were refused. */
  readonly stats: Pick<Stats, 'refusedCredentials'>;
  /** The user ids that tokens may be made for; `undefined`: any (P-TOK-7). */
  readonly knownUsers: ReadonlySet<string> | undefined;
  readonly userIdBytesMax: number;
  /** The socket library that the broker runs on. */
  readonly sockets: string;
  isReady(): boolean;
  storageState(): StorageState;
}

type Routes = Readonly<Record<string, Readonly<Record<string, HttpHandler>>>>;

/** What a client cannot mend by trying again. */
const FINAL_STATUSES: ReadonlySet<number> = new Set([400, 403, 404, 405]);

/** One handler for every request. */
export function createRoutes(context: RouteContext): HttpHandler {
  // A storage that has failed for good needs a new process; one that refuses does not.
  const { sockets } = context;
  const live: HttpHandler = () =>
    context.storageState() === 'failed'
      ? { status: 503, body: { status: 'the storage has failed', version: VERSION, sockets } }
      : { status: 200, body: { status: 'ok', version: VERSION, sockets } };
  const ready: HttpHandler = () => {
    const status = context.isReady() ? STORAGE_STATUS[context.storageState()] : 'shutting down';
    return { status: status === 'ok' ? 200 : 503, body: { status } };
  };
  const whenReady =
    (handler: HttpHandler): HttpHandler =>
    async (request) => {
      if (!context.isReady()) return error(503, 'shutting down');
      try {
        return await handler(request);
      } catch (cause) {
        // The storage has told its own failures already, once for all requests.
        if (!(cause instanceof MetaWriteError)) {
          context.logger.error({ err: cause }, 'could not make a token');
        }
        return UNKEPT;
      }
    };
  const routes: Routes = {
    '/auth/user': { POST: whenReady((request) => issueUserToken(context, request)) },
    '/auth/developer': { POST: whenReady((request) => issueDeveloperToken(context, request)) },
    '/auth/monitor': { POST: whenReady((request) => issueMonitorToken(context, request)) },
    '/livez': { GET: live, HEAD: live },
    '/readyz': { GET: ready, HEAD: ready },
    '/connect': { GET: connect },
    '/connect/': { GET: connect },
  };
  return (request) => {
    const methods = Object.hasOwn(routes, request.path) ? routes[request.path] : undefined;
    if (methods === undefined) return error(404, 'no such path');
    const handler = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
    if (handler === undefined) {
      return error(405, 'no such method here', { allow: Object.keys(methods).join(', ') });
    }
    return handler(request);
  };
}

/** What the socket library did not take for an upgrade: a handshake without a key at least. */
function connect(request: HttpRequest): HttpReply {
  return (
    handshakeRefusalOf(request) ??
    error(426, 'this is a WebSocket endpoint', { upgrade: 'websocket' })
  );
}

async function issueUserToken(context: RouteContext, request: HttpRequest): Promise<HttpReply> {
  const developerId = await authenticate(context, request);
  if (typeof developerId !== 'string') return developerId;
  const userId = request.query?.get('id') ?? '';
  const { knownUsers, tokens, userIdBytesMax } = context;
  if (userId === '' || Buffer.byteLength(userId) > userIdBytesMax) {
    return error(400, `the query needs id, 1 to ${userIdBytesMax} bytes`);
  }
  if (knownUsers !== undefined && !knownUsers.has(userId)) return FORBIDDEN;
  return { status: 200, body: { token: await tokens.issue(developerId, Role.Producer, userId) } };
}

async function issueMonitorToken(context: RouteContext, request: HttpRequest): Promise<HttpReply> {
  const developerId = await authenticate(context, request);
  if (typeof developerId !== 'string') return developerId;
  return { status: 200, body: { token: await context.tokens.issueForMonitor(developerId) } };
}

async function issueDeveloperToken(
  context: RouteContext,
  request: HttpRequest,
): Promise<HttpReply> {
  const developerId = await authenticate(context, request);
  if (typeof developerId !== 'string') return developerId;
  return {
    status: 200,
    body: { token: await context.tokens.issue(developerId, Role.Consumer, '') },
  };
}

const STORAGE_STATUS: Readonly<Record<StorageState, string>> = {
  working: 'ok',
  refusing: 'nothing can be stored now',
  failed: 'the storage has failed',
};

/** A token that is not kept is not handed out. */
const UNKEPT = error(503, 'tokens cannot be kept now; try again later', { 'retry-after': '1' });

/** The answer is the same whatever was wrong (P-TOK-3). */
const FORBIDDEN = error(403, 'forbidden');
const BAD_CREDENTIALS = error(
  400,
  'send the headers dev-id and x-api-key, or HTTP Basic dev-id:api-key',
);

/** The developer's id, or the answer that refuses. Only who knows the key takes from a developer's rate. */
async function authenticate(
  context: RouteContext,
  request: HttpRequest,
): Promise<string | HttpReply> {
  const { developers, rates } = context;
  const nowMs = rates.monotonicMs();
  const addressWaitMs = takeToken(rates.ofAddress, networkOf(request.address), nowMs);
  if (addressWaitMs > 0) return tooMany(rates, 'addressTokensPerSecond', addressWaitMs);
  const credentials = credentialsOf(request);
  if (credentials === undefined) return BAD_CREDENTIALS;
  const { id, key } = credentials;
  const isKnown =
    Buffer.byteLength(id) <= LIMITS.developerIdBytesMax.default &&
    (await developers.verify(id, key));
  if (!isKnown) return refuseKey(context, request);
  const developerWaitMs = takeToken(rates.ofDeveloper, credentials.id, nowMs);
  if (developerWaitMs > 0) return tooMany(rates, 'developerTokensPerSecond', developerWaitMs);
  return credentials.id;
}

/** The id is not logged: who mistypes may have put the key there. */
function refuseKey({ logger, stats }: RouteContext, { address }: HttpRequest): HttpReply {
  stats.refusedCredentials.key++;
  logger.warn({ address }, 'refused an API key');
  return FORBIDDEN;
}

function tooMany(
  rates: TokenRates,
  limit: Parameters<TokenRates['limited']>[0],
  waitMs: number,
): HttpReply {
  rates.limited(limit);
  return error(429, `the limit ${limit} was exceeded`, {
    'retry-after': String(Math.ceil(waitMs / 1_000)),
  });
}

/** The header tells a client that the broker refused, and nothing in between (P-TOK-11). */
function error(status: number, message: string, headers?: Record<string, string>): HttpReply {
  const mark = FINAL_STATUSES.has(status) ? { [REFUSAL_HEADER]: String(status) } : undefined;
  const all = headers || mark ? { headers: { ...headers, ...mark } } : {};
  return { status, body: { error: message }, ...all };
}
