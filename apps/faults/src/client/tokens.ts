/** Requests tokens from the token endpoints. */
import { DEVELOPER } from '../broker/developer.js';

export type Role = { readonly user: string } | 'developer' | 'monitor';

/** URLs of a broker. */
export interface Target {
  /** `ws://HOST:PORT/connect` of the broker or of a relay in front of it. */
  readonly url: string;
  readonly httpUrl: string;
}

/** Throws if the broker issues no token. */
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
    // Close the connection: the next broker may listen on the same port.
    headers: { 'dev-id': id, 'x-api-key': key, connection: 'close' },
  });
  const body = (await response.json().catch(() => ({}))) as { token?: string };
  if (body.token === undefined) throw new Error(`no token: HTTP ${response.status}`);
  return body.token;
}
