/** An HTTP client of the token endpoints: sends any request, valid or not, and returns status and body. */
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Developer, Settings } from './settings.js';
import { Deviation, formatValue, NotApplicable } from './verdict.js';

export interface TokenRequest {
  /** Default POST. */
  readonly method?: string;
  /** Path and query, relative to `authUrl`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface TokenAnswer {
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

/** Sends one request on its own connection; header names keep their letter case. */
export async function sendTokenRequest(
  settings: Settings,
  tokenRequest: TokenRequest,
): Promise<TokenAnswer> {
  const url = new URL(tokenRequest.path, settings.authUrl);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const signal = AbortSignal.timeout(settings.replyTimeoutMs);
    const outgoing = request(url, { method: tokenRequest.method ?? 'POST', agent: false, signal });
    for (const [name, value] of Object.entries(tokenRequest.headers ?? {}))
      outgoing.setHeader(name, value);
    outgoing.once('response', resolve).once('error', reject);
    outgoing.end(tokenRequest.body);
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

/** Fetches a token for a monitor. Throws `NotApplicable` if the server has no monitors. */
export async function monitorToken(settings: Settings, developer: Developer): Promise<string> {
  const tokenRequest = { path: MONITOR_PATH, headers: credentialHeaders(developer) };
  const { status } = await sendTokenRequest(settings, tokenRequest);
  if (status === 404) throw new NotApplicable('the server does not support monitors');
  return fetchToken(settings, tokenRequest);
}

async function fetchToken(settings: Settings, tokenRequest: TokenRequest): Promise<string> {
  const answer = await sendTokenRequest(settings, tokenRequest);
  const token = answer.status === 200 ? parseToken(answer.text) : undefined;
  if (token === undefined) {
    throw new Deviation(
      `POST ${tokenRequest.path}: ${answer.status} ${formatValue(answer.text)}, no token`,
    );
  }
  return token;
}

function parseToken(text: string): string | undefined {
  try {
    const { token } = JSON.parse(text) as { token?: unknown };
    return typeof token === 'string' && token !== '' ? token : undefined;
  } catch {
    return undefined;
  }
}
