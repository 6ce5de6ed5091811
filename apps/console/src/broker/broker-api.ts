/** HTTP requests of the page to its broker, as the signed-in developer. */
import { type GetToken, tokenFromServer } from '@wearwire/client-consumer';
import { headersOf, type Session } from './session.js';

/** Information about the broker. */
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

/** A failed request. `status` is 0 if there was no response. */
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

/** Requests JSON; rejects with an `ApiError`. */
async function requestJson<T>(
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<T> {
  const response = await fetch(path, { method, headers, redirect: 'error' }).catch(() => undefined);
  if (response === undefined) throw new ApiError(0, 'the broker does not respond');
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return body as T;
  const { error } = (body ?? {}) as { readonly error?: string };
  throw new ApiError(
    response.status,
    error ?? `the broker responded with status ${response.status}`,
  );
}

/** Exchanges a one-time code; rejects with an `ApiError` whose `isRefusal` is true if the code is used or expired. */
export async function exchangeCode(code: string): Promise<Session> {
  const { developer, session } = await requestJson<{ developer: string; session: string }>(
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

  /** Requests JSON as the developer; rejects with an `ApiError`. */
  request<T>(path: string, method = 'GET', headers: Record<string, string> = {}): Promise<T> {
    return requestJson<T>(path, { method, headers: { ...headers, ...headersOf(this.session) } });
  }

  /** Rejects with an `ApiError`. */
  info(): Promise<BrokerInfo> {
    return this.request('/console/info');
  }

  /** Ends the session at the broker as well; an API key remains valid. */
  async signOut(): Promise<void> {
    if (this.session.kind === 'session')
      await this.request('/console/session', 'DELETE').catch(() => {}); // The session expires by itself.
  }

  /** Requests a producer's token for another program. */
  async userToken(user: string): Promise<string> {
    const path = `/auth/user?id=${encodeURIComponent(user)}`;
    return (await this.request<{ token: string }>(path, 'POST')).token;
  }

  /** Creates an address that shows only the user's heart rate, until it expires or is revoked. */
  async overlayAddress(user: string, hours: number): Promise<string> {
    const query = new URLSearchParams({ user });
    const path = `/console/overlays?${query}&hours=${hours}`;
    const { secret } = await this.request<{ secret: string }>(path, 'POST');
    return `${location.origin}/overlay?${query}#${secret}`;
  }

  async overlayLinks(): Promise<readonly OverlayLink[]> {
    return (await this.request<{ links: readonly OverlayLink[] }>('/console/overlays')).links;
  }

  async revokeOverlay(id: string): Promise<void> {
    await this.request(`/console/overlays?id=${encodeURIComponent(id)}`, 'DELETE');
  }

  /** Returns `getToken` for a client of this page: for a producer if a user is given, otherwise for a monitor. */
  tokenSource(user?: string): GetToken {
    const credentials = headersOf(this.session);
    return tokenFromServer({
      url: location.origin,
      developerId: this.session.developer,
      apiKey: this.session.secret,
      ...(user === undefined ? { monitor: true } : { user }),
      // Replaces the headers for an API key, because the secret may belong to a session instead.
      fetch: (url, init) => fetch(url, { ...init, headers: credentials }),
    });
  }
}

/** URL to which clients of this page connect. */
export function connectUrl(): string {
  return `${location.origin.replace(/^http/, 'ws')}/connect`;
}
