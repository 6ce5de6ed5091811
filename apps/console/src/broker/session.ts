/**
 * Who is signed in, in this tab: a developer with its API key, or with a session that a one-time code was exchanged
 * for. Kept in sessionStorage alone, which ends with the tab; never in an address.
 */

export interface Session {
  readonly developer: string;
  /** What proves it: the API key, or the secret of a session. */
  readonly secret: string;
  readonly kind: 'key' | 'session';
}

const STORAGE_KEY = 'wearwire.session';

/** The headers that prove who asks. */
export function headersOf({ developer, secret, kind }: Session): Record<string, string> {
  return kind === 'key'
    ? { 'dev-id': developer, 'x-api-key': secret }
    : { 'wearwire-session': secret };
}

export function loadSession(): Session | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? 'null') as Session | null;
    return kept ?? undefined;
  } catch {
    return undefined;
  }
}

export function keepSession(session: Session | undefined): void {
  if (session === undefined) sessionStorage.removeItem(STORAGE_KEY);
  else sessionStorage.setItem(STORAGE_KEY, JSON.stringify(session));
}

/** The one-time code of the address, which it is taken out of; `undefined` where there is none. */
export function takeCode(): string | undefined {
  const fragment = location.hash.slice(1);
  if (!/^[\w-]{22}$/.test(fragment)) return undefined;
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  return fragment;
}
