/** The token endpoints over plain HTTP: any request, the whole answer. */
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Developer, Settings } from './settings.js';
import { Deviation, NotApplicable, shown } from './verdict.js';

export interface TokenRequest {
  /** Default POST. */
  readonly method?: string;
  /** Below the base URL, query included. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface TokenAnswer {
  readonly status: number;
  readonly text: string;
}

export function headersOf(developer: Developer): Record<string, string> {
  return { 'dev-id': developer.id, 'x-api-key': developer.key };
}

export function userPath(user: string): string {
  return `auth/user?id=${encodeURIComponent(user)}`;
}

export const DEVELOPER_PATH = 'auth/developer';
export const MONITOR_PATH = 'auth/monitor';

/** One request on a connection of its own; header names go out as they are spelt. */
export async function ask(settings: Settings, wanted: TokenRequest): Promise<TokenAnswer> {
  const url = new URL(wanted.path, settings.authUrl);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const signal = AbortSignal.timeout(settings.replyTimeoutMs);
    const outgoing = request(url, { method: wanted.method ?? 'POST', agent: false, signal });
    for (const [name, value] of Object.entries(wanted.headers ?? {}))
      outgoing.setHeader(name, value);
    outgoing.once('response', resolve).once('error', reject);
    outgoing.end(wanted.body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return { status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() };
}

/** A token for a user's producer. Throws `Deviation` where the answer holds none. */
export function userToken(settings: Settings, developer: Developer, user: string): Promise<string> {
  return tokenOf(settings, { path: userPath(user), headers: headersOf(developer) });
}

/** A token for a developer's consumer. Throws `Deviation` where the answer holds none. */
export function developerToken(settings: Settings, developer: Developer): Promise<string> {
  return tokenOf(settings, { path: DEVELOPER_PATH, headers: headersOf(developer) });
}

/** A token for a monitor. Throws `NotApplicable` where the server knows none. */
export async function monitorToken(settings: Settings, developer: Developer): Promise<string> {
  const wanted = { path: MONITOR_PATH, headers: headersOf(developer) };
  const { status } = await ask(settings, wanted);
  if (status === 404) throw new NotApplicable('the server does not know monitors');
  return tokenOf(settings, wanted);
}

async function tokenOf(settings: Settings, wanted: TokenRequest): Promise<string> {
  const answer = await ask(settings, wanted);
  const token = answer.status === 200 ? tokenIn(answer.text) : undefined;
  if (token === undefined) {
    throw new Deviation(`POST ${wanted.path}: ${answer.status} ${shown(answer.text)}, no token`);
  }
  return token;
}

function tokenIn(text: string): string | undefined {
  try {
    const { token } = JSON.parse(text) as { token?: unknown };
    return typeof token === 'string' && token !== '' ? token : undefined;
  } catch {
    return undefined;
  }
}
