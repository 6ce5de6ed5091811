/** The format of a developer's id and API key: values that fit into the headers `dev-id` and `x-api-key`. */
import { LIMITS } from '@wearwire/protocol';

const ID_CHARS_MAX = LIMITS.developerIdBytesMax.default;

/** The socket library accepts 4 KiB of headers per request. */
const API_KEY_CHARS_MAX = 1_024;

export const DEVELOPER_ID_FORMAT = `1 to ${ID_CHARS_MAX} printable ASCII characters without spaces and colons`;
export const API_KEY_FORMAT = `1 to ${API_KEY_CHARS_MAX} printable ASCII characters, without a space at either end`;

export function isDeveloperId(id: unknown): id is string {
  return typeof id === 'string' && /^[!-9;-~]+$/.test(id) && id.length <= ID_CHARS_MAX;
}

export function isApiKey(key: unknown): key is string {
  return (
    typeof key === 'string' &&
    /^[!-~](?:[ -~]*[!-~])?$/.test(key) &&
    key.length <= API_KEY_CHARS_MAX
  );
}
