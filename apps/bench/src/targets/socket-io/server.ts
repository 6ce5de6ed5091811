/**
 * The program of the target `socket.io`: WebSocket transport only, one room per developer; every event is numbered
 * and emitted to the room as an object, as in Socket.IO's own examples. Nothing is stored.
 * Argument: ping interval in ms.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

interface Submit {
  readonly d: object;
  readonly t: string;
}

const http = createServer();
const pingInterval = Number(process.argv[2]);
const io = new Server(http, { transports: ['websocket'], serveClient: false, pingInterval });
const seqs = new Map<string, number>();

io.on('connection', (socket) => {
  const { developer, user } = socket.handshake.auth as { developer: string; user?: string };
  if (user === undefined) return void socket.join(developer);
  socket.on('submit', ({ d, t }: Submit) => {
    const seq = (seqs.get(developer) ?? 0) + 1;
    seqs.set(developer, seq);
    io.to(developer).emit('dispatch', { d, uid: user, seq, t });
  });
});

http.listen(0, '127.0.0.1');
await once(http, 'listening');
process.stdout.write(`${JSON.stringify({ port: (http.address() as AddressInfo).port })}\n`);
