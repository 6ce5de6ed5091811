/** Sends one POST with `fetch` and maps its outcome to a `SinkError`. */
import {
  type SinkError,
  SinkRefusedError,
  SinkSetupError,
  SinkUnavailableError,
} from './errors.js';

export interface PostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Statuses that indicate a wrong address or wrong credentials. */
const SETUP_STATUSES = new Set([401, 403, 404, 405, 410, 501]);
/** Statuses below 500 that are retried. */
const RETRIED_STATUSES = new Set([408, 409, 423, 425, 429]);
/** Maximum number of characters of the response body that are quoted in messages. */
const EXCERPT_CHARACTERS_MAX = 200;

/** Resolves with the status of a 2xx response; rejects with a `SinkError` otherwise. */
export async function post(
  { url, headers, body }: PostRequest,
  signal: AbortSignal,
): Promise<number> {
  let response: Response;
  try {
    // Do not follow redirects: they would send the credentials to another address.
    response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
  } catch (cause) {
    const error = cause as Error;
    // For a network error the message of `fetch` is only "fetch failed"; its cause has the reason.
    const { message } = error.cause instanceof Error ? error.cause : error;
    throw new SinkUnavailableError(`no response: ${message}`, { cause });
  }
  const { status, ok } = response;
  const text = await response.text().catch(() => '');
  if (ok) return status;
  throw statusError(status, text, response.headers.get('retry-after'));
}

function statusError(status: number, text: string, retryAfter: string | null): SinkError {
  const excerpt = text.replaceAll(/\s+/g, ' ').slice(0, EXCERPT_CHARACTERS_MAX);
  const message = `response ${status}${excerpt === '' ? '' : `: ${excerpt}`}`;
  if (status >= 300 && status < 400)
    return new SinkSetupError(`${message}; redirects are not followed`);
  if (SETUP_STATUSES.has(status))
    return new SinkSetupError(`${message}; check address and credentials`);
  if (status >= 500 || RETRIED_STATUSES.has(status)) {
    return new SinkUnavailableError(message, { retryAfterMs: retryAfterMs(retryAfter) });
  }
  return new SinkRefusedError(message);
}

/** Parses `Retry-After`: seconds or a date, capped at one hour. */
function retryAfterMs(text: string | null): number | undefined {
  if (text === null) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), 3_600_000);
}
