import { type GetToken, tokenFromServer } from '@wearwire/client-consumer';
import type { Credentials } from '../command-line/values.js';

/** Requests tokens with a developer's key: of a producer of `user`, of a monitor, or else of a consumer. */
export function tokensFor(
  url: string,
  { id, key }: Credentials,
  role: { readonly user?: string; readonly monitor?: boolean } = {},
): GetToken {
  return tokenFromServer({ url, developerId: id, apiKey: key, ...role });
}
