/** P-CON-5: connections that are slow, silent, gone too early, or no connections at all. Others must not feel it. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { CloseCode } from '@wearwire/protocol';
import type { Check } from '../check.js';
import type { Peer } from '../peers/peer.js';
import type { Scene } from '../peers/scene.js';
import { filledStream } from '../peers/stream.js';
import { demand, demandSame } from '../verdict.js';
import { openSocket } from '../wire/open-socket.js';
import { withBystander } from './closing.js';

const OPENED_AT_ONCE = 50;
const SLOW_LINKS = 50;
const SLOW_PIECES = 40;
const LONG_REPLAY = 2_000;
const VANISHINGS = 10;

/** Consumers that ask for much and are gone before it comes. */
async function vanishing(scene: Scene): Promise<string> {
  const { stream, first } = await filledStream(scene, LONG_REPLAY);
  await stream.consumer.close();
  for (let round = 0; round < VANISHINGS; round++) {
    const consumer = await scene.consumer();
    for (let n = 0; n < 5; n++) consumer.send({ op: 7, d: { after: first - 1 } });
    await consumer.takeDispatch();
    consumer.wire.destroy();
    await consumer.wire.gone;
  }
  const last = await scene.consumer();
  last.send({ op: 7, d: { after: stream.seq - 1 } });
  demandSame((await last.takeDispatch()).seq, stream.seq, 'the newest event');
  return `${VANISHINGS} consumers cut in the middle of their replays`;
}

/** Ends in a close with 4000 or 4005, whichever deadline is nearer. */
async function neverIdentify(scene: Scene): Promise<string> {
  const { idleConnections, identifyTimeoutMs, windowMs, marginMs } = scene.settings;
  const idle: Peer[] = [];
  while (idle.length < idleConnections) {
    const batch = Math.min(OPENED_AT_ONCE, idleConnections - idle.length);
    idle.push(...(await Promise.all(Array.from({ length: batch }, () => scene.open()))));
  }
  await scene.producer();
  const deadlineMs = Math.min(identifyTimeoutMs, windowMs) + marginMs;
  const ends = await Promise.all(idle.map((peer) => peer.ended(deadlineMs)));
  const codes: readonly number[] = [CloseCode.NotIdentified, CloseCode.HeartbeatMissed];
  const odd = ends.find(
    (end) => end.kind === 'cut' || !codes.includes(end.code) || end.reason === '',
  );
  demand(odd === undefined, `${JSON.stringify(odd)} instead of close 4000 or 4005`);
  return `${idle.length} closed, a newcomer among them served`;
}

/** Upgrade requests that dribble in and never end. */
async function slowHeaders(scene: Scene): Promise<string> {
  const { url } = scene.settings;
  const head = `GET ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nUpgrade: websocket\r\nX: `;
  const sockets = Array.from({ length: SLOW_LINKS }, () => openSocket(url));
  try {
    for (let piece = 0; piece < SLOW_PIECES; piece++) {
      const at = Math.min(piece * 4, head.length);
      for (const socket of sockets) writeTo(socket, head.slice(at, at + 4) || 'x');
      const newcomer = await scene.open();
      await newcomer.fence();
      await newcomer.close();
    }
    return `${SLOW_LINKS} slow links, ${SLOW_PIECES} newcomers served meanwhile`;
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

function writeTo(socket: Socket, text: string): void {
  if (socket.writable) socket.write(text);
}

/** What is neither HTTP nor WebSocket. */
async function junk(scene: Scene): Promise<string> {
  const { url } = scene.settings;
  const junks = [
    randomBytes(2_048),
    Buffer.from('\r\n\r\n\r\n'),
    Buffer.from('GET'),
    Buffer.from(`GET ${'/x'.repeat(50_000)} HTTP/1.1\r\n\r\n`),
    Buffer.from(`GET ${url.pathname} HTTP/1.1\r\n${'A: b\r\n'.repeat(5_000)}\r\n`),
    Buffer.from(`POST ${url.pathname} HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n`),
    Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc]),
  ];
  for (const bytes of junks) {
    const socket = openSocket(url);
    socket.end(bytes);
    const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.resume();
    const newcomer = await scene.open();
    await newcomer.fence();
    await newcomer.close();
    socket.destroy();
    await gone;
  }
  return `${junks.length} kinds of junk, a newcomer served behind each`;
}

export const badConnectionChecks: readonly Check[] = [
  {
    id: 'wire.vanishing-consumers',
    rule: 'P-CON-5',
    title: 'bears consumers that vanish in the middle of a replay',
    expected: 'the next consumer is served; no harm to a bystander',
    run: (scene) => withBystander(scene, () => vanishing(scene)),
  },
  {
    id: 'wire.never-identify',
    rule: 'P-CON-5',
    title: 'bears many connections that never identify',
    expected: 'each closed with 4000 (or 4005, if that is nearer); no harm to a bystander',
    run: (scene) => withBystander(scene, () => neverIdentify(scene)),
  },
  {
    id: 'wire.slow-headers',
    rule: 'P-CON-5',
    title: 'bears upgrade requests that dribble in',
    expected: 'others connect meanwhile; no harm to a bystander',
    run: (scene) => withBystander(scene, () => slowHeaders(scene)),
  },
  {
    id: 'wire.junk',
    rule: 'P-CON-5',
    title: 'bears bytes that are neither HTTP nor WebSocket',
    expected: 'others connect meanwhile; no harm to a bystander',
    run: (scene) => withBystander(scene, () => junk(scene)),
  },
];
