/** Reads the developer's id and key from a request: two headers, or HTTP Basic (P-TOK-2). */
import type { DeveloperCredentials } from '../auth/developers.js';
import type { HttpRequest } from './http.js';

/** `undefined`: missing or malformed. */
export function credentialsOf(request: HttpRequest): DeveloperCredentials | undefined {
  const id = request.header('dev-id');
  const key = request.header('x-api-key');
  if (id !== '' && key !== '') return { id, key };
  return basicCredentials(request.header('authorization'));
}

function basicCredentials(header: string): DeveloperCredentials | undefined {
  const encoded = /^basic +([a-z0-9+/=_-]+)$/i.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1 || colon === text.length - 1) return undefined;
  return { id: text.slice(0, colon), key: text.slice(colon + 1) };
}
