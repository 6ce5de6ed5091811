/** Runs a case of the opening handshake: sends the request and evaluates the response. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { assert, Deviation } from '../verdict.js';
import { openSocket, readHead, UpgradeError } from '../wire/open-socket.js';
import { acceptOf, parseUpgradeAnswer, type UpgradeAnswer } from '../wire/upgrade.js';
import { assemble } from './assemble.js';
import type { HandshakeCase, RequestChange } from './case.js';
import { CaseConnection } from './case-connection.js';
import { type CaseResult, evaluate } from './evaluate.js';
import { extensionProblem } from './extensions.js';
import type { SuiteSettings } from './run-frame-case.js';
import { message } from './steps.js';

type Header = readonly [name: string, value: string];

const ONE_MESSAGE = [message({ size: 40 })];

/** Throws `Deviation` for behaviour that the RFC forbids. */
export async function runHandshakeCase(
  one: HandshakeCase,
  settings: SuiteSettings,
): Promise<CaseResult> {
  const key = one.request.key ?? randomBytes(16).toString('base64');
  const socket = openSocket(settings.url);
  try {
    const { outcome } = one;
    // Sending a request in pieces takes longer.
    const withinMs = settings.replyTimeoutMs * (one.request.piecesOfBytes === undefined ? 1 : 4);
    const reading = readResponseHead(socket, withinMs, outcome.is === 'refused');
    const request = requestOf(settings.url, key, one.request);
    const [head] = await Promise.all([reading, send(socket, request, one.request.piecesOfBytes)]);
    if (head === undefined)
      return { verdict: 'non-strict', observed: 'closed without an HTTP response (4.2.2)' };
    const answer = parseUpgradeAnswer(head.head);
    if (answer.status === 101 && (outcome.is === 'opens' || outcome.mayOpen))
      return await evaluateOpening(
        one,
        key,
        new CaseConnection(socket, answer, head.rest),
        settings,
      );
    if (outcome.is === 'refused') return evaluateRefusal(outcome, answer);
    const observed = `HTTP ${answer.status} instead of 101`;
    if (outcome.mayRefuse && answer.status >= 400) return { verdict: 'non-strict', observed };
    throw new Deviation(observed);
  } finally {
    socket.destroy();
  }
}

/** Reads the response header; `undefined` if the server closes without a response and `mayCut` is set. */
async function readResponseHead(
  socket: Socket,
  timeoutMs: number,
  mayCut: boolean,
): Promise<{ readonly head: string; readonly rest: Buffer } | undefined> {
  try {
    return await readHead(socket, timeoutMs);
  } catch (error) {
    if (mayCut && error instanceof UpgradeError && error.isCut) return undefined;
    throw error;
  }
}

function evaluateRefusal(
  outcome: Extract<HandshakeCase['outcome'], { is: 'refused' }>,
  { status, headers }: UpgradeAnswer,
): CaseResult {
  const observed = `HTTP ${status}`;
  const isRefusal = status >= 400 && status < 600;
  assert(isRefusal, `${observed} instead of ${outcome.statuses.join(' or ')}`);
  const [name, value] = outcome.header ?? [];
  if (name !== undefined && !headers.get(name)?.includes(value ?? ''))
    return { verdict: 'non-strict', observed: `${observed} without ${name}: ${value}` };
  return { verdict: outcome.statuses.includes(status) ? 'ok' : 'non-strict', observed };
}

/** RFC 6455, 4.1, 4.2.2 and 5: the response is valid, and the connection answers a message. */
async function evaluateOpening(
  { request }: HandshakeCase,
  key: string,
  connection: CaseConnection,
  settings: SuiteSettings,
): Promise<CaseResult> {
  await using opened = connection;
  const { headers } = opened.answer;
  const accept = headers.get('sec-websocket-accept');
  assert(accept === acceptOf(key), `Sec-WebSocket-Accept is ${accept}, not ${acceptOf(key)}`);
  assert(/^websocket$/i.test(headers.get('upgrade') ?? ''), 'no Upgrade: websocket');
  assert(
    /(?:^|,)\s*upgrade\s*(?:,|$)/i.test(headers.get('connection') ?? ''),
    'no Connection: Upgrade',
  );
  const offered = valuesOf(request, 'sec-websocket-protocol');
  const chosen = headers.get('sec-websocket-protocol');
  const isOffered = chosen === undefined || offered.includes(chosen);
  assert(isOffered, `subprotocol ${chosen}, which was not offered`);
  const offer = valuesOf(request, 'sec-websocket-extensions').join(', ');
  const problem = extensionProblem(offer, headers.get('sec-websocket-extensions'));
  assert(problem === undefined, problem ?? '');
  if (settings.dialect.sendsHello) await opened.consumeHello(settings.replyTimeoutMs);
  const plan = assemble(ONE_MESSAGE, settings.dialect);
  for (const piece of plan.pieces) opened.write(piece as Buffer);
  const run = { connection: opened, plan, fencesAnswered: true };
  const { verdict, observed } = await evaluate({ is: 'open' }, run, settings);
  return { verdict, observed: `HTTP 101; ${observed}` };
}

function valuesOf({ headers = [] }: RequestChange, name: string): string[] {
  return headers
    .filter(([own]) => own.toLowerCase() === name)
    .flatMap(([, value]) => value.split(',').map((part) => part.trim()));
}

async function send(socket: Socket, request: Buffer, pieceBytes = request.length): Promise<void> {
  for (let at = 0; at < request.length; at += pieceBytes) {
    socket.write(request.subarray(at, at + pieceBytes));
    if (pieceBytes < request.length) await new Promise(setImmediate);
  }
}

function requestOf(url: URL, key: string, change: RequestChange): Buffer {
  const { method = 'GET', target = '{path}', httpVersion = 'HTTP/1.1', lineEnd = '\r\n' } = change;
  const path = `${url.pathname}${url.search}`;
  const absolute = `${url.protocol === 'wss:' ? 'https' : 'http'}://${url.host}${path}`;
  const requestTarget = target.replace('{path}', path).replace('{url}', absolute);
  const headers = headersOf(url, key, change).map(([name, value]) => `${name}: ${value}`);
  if (change.isReversed) headers.reverse();
  const lines = [`${method} ${requestTarget} ${httpVersion}`, ...headers, ...(change.lines ?? [])];
  return Buffer.from(`${lines.join(lineEnd)}${lineEnd}${lineEnd}${change.body ?? ''}`, 'latin1');
}

function headersOf(url: URL, key: string, { without = [], headers = [] }: RequestChange): Header[] {
  const defaults: Header[] = [
    ['Host', url.host],
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Key', key],
    ['Sec-WebSocket-Version', '13'],
  ];
  const replaced = [...without, ...headers.map(([name]) => name)].map((name) => name.toLowerCase());
  return [...defaults.filter(([name]) => !replaced.includes(name.toLowerCase())), ...headers];
}
