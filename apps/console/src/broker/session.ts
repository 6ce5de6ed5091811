/**
 * The developer signed in to this tab, with its API key or with a session obtained for a one-time code. Stored only in
 * sessionStorage, which ends with the tab; never in an address.
 */

export interface Session {
  readonly developer: string;
  /** The credential: the API key, or the secret of a session. */
  readonly secret: string;
  readonly kind: 'key' | 'session';
}

const STORAGE_KEY = 'wearwire.session';

/** Returns the authentication headers. */
export function headersOf({ developer, secret, kind }: Session): Record<string, string> {
  return kind === 'key'
    ? { 'dev-id': developer, 'x-api-key': secret }
    : { 'wearwire-session': secret };
}

export function loadSession(): Session | undefined {
  try {
    const stored = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? 'null') as Session | null;
    return stored ?? undefined;
  } catch {
    return undefined;
  }
}

/** Stores the session in this tab, or removes the stored one. */
export function storeSession(session: Session | undefined): void {
  if (session === undefined) sessionStorage.removeItem(STORAGE_KEY);
  else sessionStorage.setItem(STORAGE_KEY, JSON.stringify(session));
}

/** Removes the one-time code from the address and returns it; `undefined` if there is none. */
export function consumeCode(): string | undefined {
  const fragment = location.hash.slice(1);
  // 16 random bytes in Base64url.
  if (!/^[\w-]{22}$/.test(fragment)) return undefined;
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  return fragment;
}
