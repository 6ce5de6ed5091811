/** HTTP routes of the console: the page's files, sign-in, and the page's requests. */
import { hashSecret, isSameHash } from '../auth/secrets.js';
import {
  type AuthenticationContext,
  asDeveloper,
  limitAddress,
  refuseKey,
  SESSION_HEADER,
} from '../http/authenticate.js';
import type { HttpHandler, HttpReply, HttpRequest, RouteTable } from '../http/http.js';
import { errorReply } from '../http/replies.js';
import { VERSION } from '../version.js';
import { isOwnOrigin } from './console-access.js';
import type { ConsoleSessions } from './console-sessions.js';
import { brokerHealth, developerHealth, type HealthSources } from './health.js';
import { createOverlayRoutes, type OverlayContext } from './overlay-routes.js';
import { type PageFiles, replyWithFile } from './page-files.js';

/** Header with a one-time code. */
export const CODE_HEADER = 'wearwire-code';
/** Header with the operator's key. */
const OPERATOR_HEADER = 'wearwire-operator';

export interface ConsoleContext extends AuthenticationContext, OverlayContext {
  readonly sessions: ConsoleSessions;
  readonly files: PageFiles;
  readonly facts: ConsoleFacts;
  readonly health: HealthSources;
  /** If empty, health figures of the whole broker are not served. */
  readonly operatorKey: string;
}

/** Facts about the broker that the page shows. */
export interface ConsoleFacts {
  readonly sockets: string;
  readonly tokenLifetimeMs: number;
  readonly reusableTokens: boolean;
  readonly retentionMs: number;
}

export function createConsoleRoutes(context: ConsoleContext): RouteTable {
  const files = [...context.files].map(([path, file]) => {
    const handler: HttpHandler = (request) => replyWithFile(file, request);
    return [path, { GET: handler, HEAD: handler }] as const;
  });
  return {
    ...Object.fromEntries(files),
    ...fromOwnOrigin({
      ...createOverlayRoutes(context),
      '/console/session': {
        POST: (request) => signIn(context, request),
        DELETE: (request) => {
          context.sessions.end(request.header(SESSION_HEADER));
          return { status: 200, body: {} };
        },
      },
      '/console/info': { GET: (request) => info(context, request) },
      '/console/health': {
        GET: (request) => asDeveloper(context, request, (id) => health(context, id, request)),
      },
    }),
  };
}

/** The same routes, but requests from pages of other origins are refused, whatever secret they carry. */
function fromOwnOrigin(routes: RouteTable): RouteTable {
  const checked = (handler: HttpHandler): HttpHandler => {
    return (request) => (isOwnOrigin(request) ? handler(request) : OTHER_ORIGIN);
  };
  const entries = Object.entries(routes).map(([path, methods]) => {
    const handlers = Object.entries(methods).map(([name, one]) => [name, checked(one)]);
    return [path, Object.fromEntries(handlers)] as const;
  });
  return Object.fromEntries(entries);
}

const OTHER_ORIGIN = errorReply(403, 'this origin may not use the console');

function signIn(context: ConsoleContext, request: HttpRequest): HttpReply {
  const refusal = limitAddress(context.rates, request);
  if (refusal !== undefined) return refusal;
  const grant = context.sessions.exchange(request.header(CODE_HEADER));
  if (grant === undefined) return refuseKey(context, request);
  return { status: 200, body: { developer: grant.developerId, session: grant.session } };
}

function info(context: ConsoleContext, request: HttpRequest): Promise<HttpReply> {
  return asDeveloper(context, request, (developer) => {
    return { status: 200, body: { developer, version: VERSION, ...context.facts } };
  });
}

/** Health of the developer; with the operator's key, also of the whole broker. */
async function health(
  context: ConsoleContext,
  developerId: string,
  request: HttpRequest,
): Promise<HttpReply> {
  const key = request.header(OPERATOR_HEADER);
  if (key !== '' && !isOperator(context, key)) return refuseKey(context, request);
  const developer = await developerHealth(context.health, developerId);
  if (key === '') return { status: 200, body: { developer } };
  return { status: 200, body: { developer, broker: await brokerHealth(context.health) } };
}

function isOperator({ operatorKey }: ConsoleContext, key: string): boolean {
  return operatorKey !== '' && isSameHash(hashSecret(key), hashSecret(operatorKey));
}
