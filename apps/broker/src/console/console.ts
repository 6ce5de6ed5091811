/** The console of one broker: its page, its sessions, and URLs that sign in. */
import type { BrokerConfig } from '../config/settings.js';
import type { AuthenticationContext } from '../http/authenticate.js';
import type { HttpRequest, RouteTable } from '../http/http.js';
import type { Streams } from '../stream/streams.js';
import { mayUseConsole } from './console-access.js';
import { createConsoleRoutes } from './console-routes.js';
import { ConsoleSessions } from './console-sessions.js';
import type { HealthSources } from './health.js';
import { CONSOLE_LIMITS } from './limits.js';
import { NewestHeartRates } from './newest-heart-rates.js';
import { OverlayLinks } from './overlay-links.js';
import { readPageFiles } from './page-files.js';

export interface Console {
  readonly sessions: ConsoleSessions;
  /** The routes of the console; `undefined` if the request may not use it. */
  routesFor(request: HttpRequest): RouteTable | undefined;
}

/** A sign-in URL is returned again if its code is valid for longer than this. */
const CODE_LEAST_MS = CONSOLE_LIMITS.codeLifetimeMs / 2;

/** `undefined`: the console is off. Rejects if the page was not built. */
export async function openConsole(
  config: BrokerConfig,
  sockets: string,
  context: Omit<AuthenticationContext, 'sessions'>,
  health: HealthSources,
  streams: Pick<Streams, 'use'>,
): Promise<Console | undefined> {
  const { console: mode } = config;
  if (mode === 'off') return undefined;
  const files = await readPageFiles();
  if (files === undefined) {
    throw new Error('the console was not built: run pnpm build, or start without --console');
  }
  const { monotonicMs } = context.rates;
  const sessions = new ConsoleSessions({ ...CONSOLE_LIMITS, monotonicMs });
  const links = new OverlayLinks({ linksMax: CONSOLE_LIMITS.overlayLinksMax, monotonicMs });
  const { tokenLifetimeMs, reusableTokens, retentionMs } = config;
  const facts = { sockets, tokenLifetimeMs, reusableTokens, retentionMs };
  const routes = createConsoleRoutes({
    ...context,
    sessions,
    files,
    facts,
    health,
    links,
    heartRates: new NewestHeartRates(streams, monotonicMs),
    operatorKey: config.operatorKey,
  });
  return {
    sessions,
    routesFor: (request) => (mayUseConsole(mode, request) ? routes : undefined),
  };
}

/**
 * Returns a function that returns a URL that opens the page signed in as a developer. Its code works once and expires
 * after a minute. Repeated calls return the same URL while its code is unused and has more than half of its lifetime
 * left, so that a terminal that shows the URL can be redrawn.
 */
export function signInAddresses(
  pageUrl: string,
  sessions: ConsoleSessions,
): (developerId: string) => string {
  const codes = new Map<string, string>();
  return (developerId) => {
    let code = codes.get(developerId);
    if (code === undefined || !sessions.isCodeValid(code, CODE_LEAST_MS)) {
      code = sessions.issueCode(developerId);
      codes.set(developerId, code);
    }
    return `${pageUrl}#${code}`;
  };
}
