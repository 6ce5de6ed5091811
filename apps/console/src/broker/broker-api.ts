/** What the page asks its broker over HTTP, as the developer that is signed in. */
import { type GetToken, tokenFromServer } from '@wearwire/client-consumer';
import { headersOf, type Session } from './session.js';

/** What the broker tells of itself. */
export interface BrokerInfo {
  readonly developer: string;
  readonly version: string;
  readonly sockets: string;
  readonly tokenLifetimeMs: number;
  readonly reusableTokens: boolean;
  readonly retentionMs: number;
}

/** A link to the overlay of a user. */
export interface OverlayLink {
  readonly id: string;
  readonly user: string;
  readonly leftMs: number;
}

/** A request that failed. `status` is 0 where no answer came. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  /** The broker refused the credentials. */
  get isRefusal(): boolean {
    return this.status === 400 || this.status === 403;
  }
}

const NO_ANSWER = 'the broker does not answer';

export async function ask<T>(
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<T> {
  const response = await fetch(path, { method, headers, redirect: 'error' }).catch(() => undefined);
  if (response === undefined) throw new ApiError(0, NO_ANSWER);
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok && answer !== undefined) return answer as T;
  const { error } = (answer ?? {}) as { readonly error?: string };
  throw new ApiError(
    response.status,
    error ?? `the broker answered with status ${response.status}`,
  );
}

/** Exchanges a one-time code; rejects with an `ApiError` that is a refusal where it is used or too old. */
export async function exchangeCode(code: string): Promise<Session> {
  const { developer, session } = await ask<{ developer: string; session: string }>(
    '/console/session',
    { method: 'POST', headers: { 'wearwire-code': code } },
  );
  return { developer, secret: session, kind: 'session' };
}

export class BrokerApi {
  readonly session: Session;

  constructor(session: Session) {
    this.session = session;
  }

  ask<T>(path: string, method = 'GET', headers: Record<string, string> = {}): Promise<T> {
    return ask<T>(path, { method, headers: { ...headers, ...headersOf(this.session) } });
  }

  info(): Promise<BrokerInfo> {
    return this.ask('/console/info');
  }

  /** Ends the session at the broker too; a key stays good. */
  async signOut(): Promise<void> {
    if (this.session.kind === 'session')
      await this.ask('/console/session', 'DELETE').catch(() => {});
  }

  /** A producer's token, for somebody else's program. */
  async userToken(user: string): Promise<string> {
    const path = `/auth/user?id=${encodeURIComponent(user)}`;
    return (await this.ask<{ token: string }>(path, 'POST')).token;
  }

  /** An address that shows the user's heart rate and nothing else, until its time is over or it is revoked. */
  async overlayAddress(user: string, hours: number): Promise<string> {
    const query = new URLSearchParams({ user });
    const path = `/console/overlays?${query}&hours=${hours}`;
    const { secret } = await this.ask<{ secret: string }>(path, 'POST');
    return `${location.origin}/overlay?${query}#${secret}`;
  }

  async overlayLinks(): Promise<readonly OverlayLink[]> {
    return (await this.ask<{ links: readonly OverlayLink[] }>('/console/overlays')).links;
  }

  async revokeOverlay(id: string): Promise<void> {
    await this.ask(`/console/overlays?id=${encodeURIComponent(id)}`, 'DELETE');
  }

  /** Tokens for a client of the page: a producer's for a user, else a monitor's. */
  tokens(user?: string): GetToken {
    const proof = headersOf(this.session);
    return tokenFromServer({
      url: location.origin,
      developerId: this.session.developer,
      apiKey: this.session.secret,
      ...(user === undefined ? { monitor: true } : { user }),
      fetch: (url, init) => fetch(url, { ...init, headers: proof }),
    });
  }
}

/** Where clients of this page connect. */
export function connectUrl(): string {
  return `${location.origin.replace(/^http/, 'ws')}/connect`;
}
