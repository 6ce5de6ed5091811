import { type GetToken, tokenFromServer } from '@wearwire/client-consumer';
import type { Credentials } from '../command-line/values.js';

/** Returns a `GetToken` with a developer's key: for a producer of `user`, for a monitor, or otherwise for a consumer. */
export function tokensFor(
  url: string,
  { id, key }: Credentials,
  role: { readonly user?: string; readonly monitor?: boolean } = {},
): GetToken {
  return tokenFromServer({ url, developerId: id, apiKey: key, ...role });
}
