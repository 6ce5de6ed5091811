/** P-CON-5: slow, silent, aborted and non-WebSocket connections must not affect other connections. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { CloseCode } from '@wearwire/protocol';
import type { Check } from '../check.js';
import type { TestClient } from '../context/test-client.js';
import type { TestContext } from '../context/test-context.js';
import { assert, assertSame } from '../verdict.js';
import { openSocket } from '../wire/open-socket.js';
import { withNeighbourStream } from './expect-close.js';

const OPENED_AT_ONCE = 50;
const SLOW_REQUESTS = 50;
const SLOW_PIECES = 40;
const LONG_REPLAY = 2_000;
const DISCONNECTS = 10;

/** Consumers that request long replays and disconnect during them. */
async function disconnectDuringReplay(context: TestContext): Promise<string> {
  const { stream, first } = await context.filledStream(LONG_REPLAY);
  await stream.consumer.close();
  for (let round = 0; round < DISCONNECTS; round++) {
    const consumer = await context.consumer();
    for (let n = 0; n < 5; n++) consumer.send({ op: 7, d: { after: first - 1 } });
    await consumer.nextDispatch();
    await consumer.cut();
  }
  const last = await context.consumer();
  last.send({ op: 7, d: { after: stream.seq - 1 } });
  assertSame((await last.nextDispatch()).seq, stream.seq, 'the newest event');
  return `${DISCONNECTS} consumers disconnected during their replays; the next one is served`;
}

/** Expects each connection to be closed with 4000 or 4005, depending on which deadline comes first. */
async function neverIdentify(context: TestContext): Promise<string> {
  const { idleConnections, identifyTimeoutMs, windowMs, marginMs } = context.settings;
  const idle: TestClient[] = [];
  while (idle.length < idleConnections) {
    const batch = Math.min(OPENED_AT_ONCE, idleConnections - idle.length);
    idle.push(...(await Promise.all(Array.from({ length: batch }, () => context.open()))));
  }
  await context.producer();
  const deadlineMs = Math.min(identifyTimeoutMs, windowMs) + marginMs;
  const ends = await Promise.all(idle.map((client) => client.waitForEnd(deadlineMs)));
  const codes: readonly number[] = [CloseCode.NotIdentified, CloseCode.HeartbeatMissed];
  const unexpected = ends.find(
    (end) => end.kind === 'cut' || !codes.includes(end.code) || end.reason === '',
  );
  assert(unexpected === undefined, `${JSON.stringify(unexpected)} instead of close 4000 or 4005`);
  return `${idle.length} connections closed; a producer was served meanwhile`;
}

/** Upgrade requests that arrive slowly and never end. */
async function slowHeaders(context: TestContext): Promise<string> {
  const { url } = context.settings;
  const head = `GET ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nUpgrade: websocket\r\nX: `;
  const sockets = Array.from({ length: SLOW_REQUESTS }, () => openSocket(url));
  try {
    for (let piece = 0; piece < SLOW_PIECES; piece++) {
      const at = Math.min(piece * 4, head.length);
      for (const socket of sockets) writeTo(socket, head.slice(at, at + 4) || 'x');
      await assertServed(context);
    }
    return `${SLOW_REQUESTS} slow requests; ${SLOW_PIECES} other connections served meanwhile`;
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

/** Asserts that a new connection is served. */
async function assertServed(context: TestContext): Promise<void> {
  const client = await context.open();
  await client.fence();
  await client.close();
}

function writeTo(socket: Socket, text: string): void {
  if (socket.writable) socket.write(text);
}

/** Bytes that are neither HTTP nor WebSocket. */
async function invalidBytes(context: TestContext): Promise<string> {
  const { url } = context.settings;
  const inputs = [
    randomBytes(2_048),
    Buffer.from('\r\n\r\n\r\n'),
    Buffer.from('GET'),
    Buffer.from(`GET ${'/x'.repeat(50_000)} HTTP/1.1\r\n\r\n`),
    Buffer.from(`GET ${url.pathname} HTTP/1.1\r\n${'A: b\r\n'.repeat(5_000)}\r\n`),
    Buffer.from(`POST ${url.pathname} HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n`),
    Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc]),
  ];
  for (const bytes of inputs) {
    const socket = openSocket(url);
    socket.end(bytes);
    const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.resume();
    await assertServed(context);
    socket.destroy();
    await gone;
  }
  return `${inputs.length} invalid inputs; another connection served after each`;
}

export const badConnectionChecks: readonly Check[] = [
  {
    id: 'wire.vanishing-consumers',
    rule: 'P-CON-5',
    title: 'handles consumers that disconnect during a replay',
    expected: 'the next consumer is served; another developer is not affected',
    run: (context) => withNeighbourStream(context, () => disconnectDuringReplay(context)),
  },
  {
    id: 'wire.never-identify',
    rule: 'P-CON-5',
    title: 'handles many connections that never identify',
    expected:
      'each closed with 4000, or with 4005 if that deadline comes first; another developer is not affected',
    run: (context) => withNeighbourStream(context, () => neverIdentify(context)),
  },
  {
    id: 'wire.slow-headers',
    rule: 'P-CON-5',
    title: 'handles upgrade requests that arrive slowly',
    expected: 'others can connect meanwhile; another developer is not affected',
    run: (context) => withNeighbourStream(context, () => slowHeaders(context)),
  },
  {
    id: 'wire.junk',
    rule: 'P-CON-5',
    title: 'handles bytes that are neither HTTP nor WebSocket',
    expected: 'others can connect meanwhile; another developer is not affected',
    run: (context) => withNeighbourStream(context, () => invalidBytes(context)),
  },
];
