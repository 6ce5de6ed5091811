/** `POST /submit` of the reference server. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { FrameScanner } from '@wearwire/protocol/server';
import type { Submitted } from './developer-log.js';
import type { ServerState } from './server-state.js';
import type { Grant } from './token-service.js';

interface Answer {
  readonly status: number;
  readonly text: string;
}

interface PostState {
  readonly server: ServerState;
  readonly sessions: Map<string, Grant>;
  readonly answers: Map<string, { readonly body: string; readonly answer: Answer }>;
}

/** Returns a handler of all requests to `/submit`. */
export function createPostHandler(server: ServerState) {
  const state: PostState = { server, sessions: new Map(), answers: new Map() };
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { status, text } = answerTo(state, request, body);
    response.writeHead(status).end(text);
  };
}

function answerTo(state: PostState, request: IncomingMessage, body: string): Answer {
  const { server, answers } = state;
  const { fault } = server.options;
  const { method, headers } = request;
  if (method !== 'POST') return { status: 405, text: 'no' };
  const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (token === undefined && fault !== 'posts-without-token') return { status: 401, text: 'who?' };
  const type = headers['content-type'];
  const isLines = type === 'application/x-ndjson';
  if (!isLines && type !== 'application/json') return { status: 415, text: 'no' };
  const grant = grantOf(state, token ?? '');
  if (!grant) return { status: 403, text: 'forbidden' };
  const key = headers['idempotency-key'];
  const known = typeof key === 'string' ? answers.get(key) : undefined;
  if (known && fault !== 'posts-again') {
    return known.body === body ? known.answer : { status: 422, text: 'another body' };
  }
  const answer = store(server, grant, body, isLines);
  if (typeof key === 'string' && answer.status === 200) answers.set(key, { body, answer });
  return answer;
}

function grantOf({ server, sessions }: PostState, token: string): Grant | undefined {
  const grant = sessions.get(token) ?? server.tokens.redeem(token, 0);
  if (grant && server.options.fault !== 'posts-once-a-token') sessions.set(token, grant);
  return grant;
}

function store(state: ServerState, grant: Grant, body: string, isLines: boolean): Answer {
  const { fault } = state.options;
  const log = state.logOf(grant.developer);
  const events = isLines ? body.split(/\r?\n/).filter((line) => line !== '') : elementsOf(body);
  const submitted = events.map((event) => eventOf(event, grant.user ?? ''));
  const isValid = submitted.length > 0 && !submitted.includes(undefined);
  if (!isValid && fault !== 'posts-partly') return { status: 400, text: 'malformed' };
  const first = log.newest + 1;
  for (const event of submitted) if (event) log.append(event);
  if (!isValid) return { status: 400, text: 'malformed' };
  const last = fault === 'posts-miscounted' ? log.newest + 1 : log.newest;
  return { status: 200, text: JSON.stringify({ first_seq: first, last_seq: last }) };
}

/**
 * The texts of an array's elements, or of a single object. Sufficient for the arrays of the checks, whose elements are
 * objects that begin with `{"t"` or `{"d"`.
 */
function elementsOf(body: string): string[] {
  const text = body.trim();
  if (!text.startsWith('[')) return [text];
  const inside = text.slice(1, text.endsWith(']') ? -1 : undefined).trim();
  const elements = inside === '' ? [] : inside.split(/,\s*(?=\{"[td]")/);
  return text.endsWith(']') ? elements : [...elements, 'the end is missing'];
}

function eventOf(event: string, uid: string): Submitted | undefined {
  const bytes = Buffer.from(event.trim().replace(/^\{/, '{"op":6,'));
  const scanner = new FrameScanner();
  const isSubmit =
    scanner.scan(bytes) === undefined &&
    scanner.op === 6 &&
    scanner.hasObjectD(bytes) &&
    scanner.hasNonEmptyT(bytes);
  if (!isSubmit) return undefined;
  const d = bytes.toString('utf8', scanner.dStart, scanner.dEnd);
  const t = bytes.toString('utf8', scanner.tStart, scanner.tEnd);
  return { d, t, uid };
}
