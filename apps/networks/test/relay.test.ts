/** The relay between real sockets, which the manual runs use. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { Link } from '../src/link/link.js';
import { Relay, realClock } from '../src/real/relay.js';

const FAST = { delayMs: 1, jitterMs: 1, bytesPerSecond: 10_000_000, loss: 0.02 };
const BYTES = 300_000;

/** Starts an echo server. `sockets`: its open sockets. */
async function echo(): Promise<{ server: Server; port: number; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port, sockets };
}

test('carries all bytes of both directions in order, over a link that loses segments', async () => {
  const { server, port } = await echo();
  const link = new Link(realClock, FAST, 1);
  await using relay = await Relay.open(link, port);
  const socket = connect(relay.port, '127.0.0.1');
  const sent = Buffer.from(Array.from({ length: BYTES }, (_, i) => (i * 7) % 251));
  socket.end(sent);
  const received: Buffer[] = [];
  for await (const chunk of socket) received.push(chunk as Buffer);
  expect(Buffer.concat(received).equals(sent)).toBe(true);
  expect(link.carried.bytes).toBeGreaterThan(2 * BYTES);
  server.close();
});

test('a reset ends the connection on both sides', async () => {
  const { server, port, sockets } = await echo();
  await using relay = await Relay.open(new Link(realClock, FAST, 1), port);
  const socket = connect(relay.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write('hello');
  await once(socket, 'data');
  const [atServer] = sockets;
  const ends = Promise.all([once(socket, 'close'), once(atServer as Socket, 'close')]);
  relay.reset();
  await ends;
  server.close();
});

test('carries no data of a connection whose address has changed, and all data of a new connection', async () => {
  const { server, port, sockets } = await echo();
  const link = new Link(realClock, FAST, 1);
  await using relay = await Relay.open(link, port);
  const before = connect(relay.port, '127.0.0.1');
  before.on('error', () => {});
  before.write('a');
  await once(before, 'data');
  link.address++;
  const received: string[] = [];
  before.on('data', (chunk: Buffer) => received.push(chunk.toString()));
  before.write('b');
  const after = connect(relay.port, '127.0.0.1');
  after.on('error', () => {});
  after.write('c');
  const [chunk] = await once(after, 'data');
  expect(String(chunk)).toBe('c');
  expect([received, sockets.size]).toEqual([[], 2]);
  server.close();
});
