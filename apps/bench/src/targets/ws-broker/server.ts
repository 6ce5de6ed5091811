/**
 * The program of the target `ws-broker`: numbers the events of each developer and forwards them without
 * storing them. Argument: heartbeat interval in ms.
 */
import { Opcode } from '@wearwire/protocol';
import type { WebSocket } from 'ws';
import { READY, serveTerra } from './terra-server.js';

interface Stream {
  seq: number;
  readonly consumers: Set<WebSocket>;
}

const streams = new Map<string, Stream>();

function streamOf(developer: string): Stream {
  const stream = streams.get(developer) ?? { seq: 0, consumers: new Set() };
  streams.set(developer, stream);
  return stream;
}

const port = await serveTerra(Number(process.argv[2]), {
  onSubmit(developer, uid, { d, t }) {
    const stream = streamOf(developer);
    stream.seq += 1;
    const frame = JSON.stringify({ op: Opcode.Dispatch, d, uid, seq: stream.seq, t });
    for (const consumer of stream.consumers) consumer.send(frame);
  },
  onConsumer(developer, socket) {
    const { consumers } = streamOf(developer);
    socket.send(READY);
    consumers.add(socket);
    socket.on('close', () => consumers.delete(socket));
  },
});
process.stdout.write(`${JSON.stringify({ port })}\n`);
