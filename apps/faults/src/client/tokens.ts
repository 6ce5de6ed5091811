/** Tokens by the published endpoints. */
import { DEVELOPER } from '../broker/developer.js';

export type Role = { readonly user: string } | 'developer' | 'monitor';

/** Where a broker is reached. */
export interface Target {
  /** `ws://HOST:PORT/connect`; a relay's, where one stands in between. */
  readonly url: string;
  readonly httpUrl: string;
}

/** Throws when the broker gives none. */
export async function requestToken(
  target: Target,
  role: Role,
  credentials = DEVELOPER,
): Promise<string> {
  const [id = '', key = ''] = credentials.split(':');
  const path =
    typeof role === 'string' ? `/auth/${role}` : `/auth/user?id=${encodeURIComponent(role.user)}`;
  const response = await fetch(target.httpUrl + path, {
    method: 'POST',
    // The next broker may listen on the same port: no connection is kept.
    headers: { 'dev-id': id, 'x-api-key': key, connection: 'close' },
  });
  const body = (await response.json().catch(() => ({}))) as { token?: string };
  if (body.token === undefined) throw new Error(`no token: HTTP ${response.status}`);
  return body.token;
}
