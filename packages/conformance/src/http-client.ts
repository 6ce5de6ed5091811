/** An HTTP client of the token endpoints and of `POST /submit`: sends any request, valid or not; fetches tokens. */
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Developer, Settings } from './settings.js';
import { Deviation, formatValue, NotApplicable } from './verdict.js';

export interface HttpRequest {
  /** Default POST. */
  readonly method?: string;
  /** Path and query, relative to `authUrl`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

export function credentialHeaders(developer: Developer): Record<string, string> {
  return { 'dev-id': developer.id, 'x-api-key': developer.key };
}

export function userPath(user: string): string {
  return `auth/user?id=${encodeURIComponent(user)}`;
}

export const DEVELOPER_PATH = 'auth/developer';
export const MONITOR_PATH = 'auth/monitor';

/**
 * Sends one request on its own connection; header names keep their letter case. Throws `Deviation` if there is no
 * complete answer within `replyTimeoutMs`.
 */
export async function sendRequest(settings: Settings, request: HttpRequest): Promise<HttpAnswer> {
  const signal = AbortSignal.timeout(settings.replyTimeoutMs);
  try {
    return await answerTo(new URL(request.path, settings.authUrl), request, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    const { method = 'POST', path } = request;
    const limit = `${settings.replyTimeoutMs} ms`;
    throw new Deviation(`${method} ${path}: no complete answer within ${limit}`);
  }
}

async function answerTo(
  url: URL,
  { method = 'POST', headers = {}, body }: HttpRequest,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request(url, { method, agent: false, signal });
    for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
    outgoing.once('response', resolve).once('error', reject);
    outgoing.end(body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return { status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() };
}

/** Fetches a token for a user's producer. Throws `Deviation` if the answer has none. */
export function userToken(settings: Settings, developer: Developer, user: string): Promise<string> {
  return fetchToken(settings, { path: userPath(user), headers: credentialHeaders(developer) });
}

/** Fetches a token for a developer's consumer. Throws `Deviation` if the answer has none. */
export function developerToken(settings: Settings, developer: Developer): Promise<string> {
  return fetchToken(settings, { path: DEVELOPER_PATH, headers: credentialHeaders(developer) });
}

/** Fetches a token for a monitor. Throws `NotApplicable` if the server does not support monitors (404). */
export async function monitorToken(settings: Settings, developer: Developer): Promise<string> {
  const request = { path: MONITOR_PATH, headers: credentialHeaders(developer) };
  const { status } = await sendRequest(settings, request);
  if (status === 404) throw new NotApplicable('the server does not support monitors');
  return fetchToken(settings, request);
}

async function fetchToken(settings: Settings, request: HttpRequest): Promise<string> {
  const { status, text } = await sendRequest(settings, request);
  const token = status === 200 ? parseToken(text) : undefined;
  if (token !== undefined) return token;
  throw new Deviation(`POST ${request.path}: ${status} ${formatValue(text)}, no token`);
}

function parseToken(text: string): string | undefined {
  try {
    const { token } = JSON.parse(text) as { token?: unknown };
    return typeof token === 'string' && token !== '' ? token : undefined;
  } catch {
    return undefined;
  }
}
