/** Every HTTP path of the broker, in one table: path, methods, handler. */
import { Role } from '@wearwire/protocol';
import type { Tokens } from '../auth/tokens.js';
import type { Logger } from '../observability/logger.js';
import { handshakeRefusalOf } from '../sockets/handshake.js';
import { MetaWriteError } from '../storage/errors.js';
import type { StorageState } from '../storage/ports.js';
import { VERSION } from '../version.js';
import { type AuthenticationContext, asDeveloper } from './authenticate.js';
import type { HttpHandler, HttpReply, HttpRequest, RouteTable } from './http.js';
import { errorReply, FORBIDDEN, NO_SUCH_PATH, SHUTTING_DOWN } from './replies.js';
import { SUBMIT_PATH } from './request-body.js';

export interface RouteContext extends AuthenticationContext {
  readonly tokens: Tokens;
  readonly logger: Pick<Logger, 'error' | 'warn'>;
  /** Routes of the console; `undefined` if the request may not use it. */
  consoleRoutesFor(request: HttpRequest): RouteTable | undefined;
  /** User ids that may get tokens; `undefined`: any (P-TOK-7). */
  readonly knownUsers: ReadonlySet<string> | undefined;
  readonly userIdBytesMax: number;
  /** The socket library in use. */
  readonly sockets: string;
  /** Answers `POST /submit`. */
  readonly submit: HttpHandler;
  isReady(): boolean;
  storageState(): StorageState;
}

/** One handler for every request. */
export function createRoutes(context: RouteContext): HttpHandler {
  const { tokens } = context;
  const routes: RouteTable = {
    '/auth/user': tokenRoute(context, (id, request) => issueUserToken(context, id, request)),
    '/auth/developer': tokenRoute(context, (id) => tokens.issue(id, Role.Consumer, '')),
    '/auth/monitor': tokenRoute(context, (id) => tokens.issueForMonitor(id)),
    [SUBMIT_PATH]: { POST: context.submit },
    ...healthRoutes(context),
    '/connect': { GET: connect },
    '/connect/': { GET: connect },
  };
  return (request) => {
    const { path } = request;
    const table = Object.hasOwn(routes, path) ? routes : context.consoleRoutesFor(request);
    const methods = table && Object.hasOwn(table, path) ? table[path] : undefined;
    if (methods === undefined) return NO_SUCH_PATH;
    const handler = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
    if (handler === undefined) {
      return errorReply(405, 'method not allowed', { allow: Object.keys(methods).join(', ') });
    }
    return handler(request);
  };
}

/** Issues a token for a developer, or refuses the request. */
type IssueToken = (developerId: string, request: HttpRequest) => Promise<string | HttpReply>;

/** A token endpoint. Answers with 503 while the broker stops, and if `issue` rejects. */
function tokenRoute(context: RouteContext, issue: IssueToken): RouteTable[string] {
  const answer = (request: HttpRequest): Promise<HttpReply> =>
    asDeveloper(context, request, async (id) => {
      const token = await issue(id, request);
      return typeof token === 'string' ? { status: 200, body: { token } } : token;
    });
  return {
    POST: (request) => {
      if (!context.isReady()) return SHUTTING_DOWN;
      return answer(request).catch((cause: unknown) => {
        // The storage has already logged its failure, once for all requests.
        if (!(cause instanceof MetaWriteError)) {
          context.logger.error({ err: cause }, 'cannot create a token');
        }
        return TOKEN_NOT_STORED;
      });
    },
  };
}

/** The state of the process and of the broker, for supervisors. */
function healthRoutes(context: RouteContext): RouteTable {
  const { sockets } = context;
  // Not live if the storage has failed permanently: only that needs a new process.
  const live: HttpHandler = () =>
    context.storageState() === 'failed'
      ? { status: 503, body: { status: 'the storage has failed', version: VERSION, sockets } }
      : { status: 200, body: { status: 'ok', version: VERSION, sockets } };
  const ready: HttpHandler = () => {
    const status = context.isReady() ? STORAGE_STATUS[context.storageState()] : 'shutting down';
    return { status: status === 'ok' ? 200 : 503, body: { status } };
  };
  return {
    '/livez': { GET: live, HEAD: live },
    '/readyz': { GET: ready, HEAD: ready },
  };
}

/** Answers a request to /connect that the socket library did not treat as an upgrade, such as one without a key. */
function connect(request: HttpRequest): HttpReply {
  return (
    handshakeRefusalOf(request) ??
    errorReply(426, 'this is a WebSocket endpoint', { upgrade: 'websocket' })
  );
}

async function issueUserToken(
  { knownUsers, tokens, userIdBytesMax }: RouteContext,
  developerId: string,
  { query }: HttpRequest,
): Promise<string | HttpReply> {
  const userId = query?.get('id') ?? '';
  if (userId === '' || Buffer.byteLength(userId) > userIdBytesMax) {
    return errorReply(400, `the query parameter "id" must have 1 to ${userIdBytesMax} bytes`);
  }
  if (knownUsers !== undefined && !knownUsers.has(userId)) return FORBIDDEN;
  return tokens.issue(developerId, Role.Producer, userId);
}

const STORAGE_STATUS: Readonly<Record<StorageState, string>> = {
  working: 'ok',
  refusing: 'the storage cannot store anything now',
  failed: 'the storage has failed',
};

/** Sent instead of a token that could not be stored. */
const TOKEN_NOT_STORED = errorReply(503, 'tokens cannot be stored now; try again later', {
  'retry-after': '1',
});
