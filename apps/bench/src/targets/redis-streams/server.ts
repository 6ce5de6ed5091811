/**
 * The program of the target `redis-streams`: the protocol over `ws`, and one Redis stream per developer. Each SUBMIT
 * becomes an XADD (the Redis client pipelines the XADDs of one turn); one blocking XREAD per developer feeds its
 * consumers. A stream's ids are `0-1`, `0-2`, …: the second part is the event's seq. Arguments: heartbeat interval in
 * ms, path of the Redis socket.
 */
import { createClient } from '@redis/client';
import type { WebSocket } from 'ws';
import { READY, serveTerra } from '../ws-broker/terra-server.js';

const READ_EVENTS_MAX = 1000;

const path = process.argv[3] ?? '';
const redis = await createClient({
  socket: { path, tls: false },
  // The default timeout starts a timer per command, which halves the throughput.
  commandOptions: { timeout: 0 },
}).connect();
const feeds = new Map<string, Promise<Set<WebSocket>>>();

/** Starts the feed of a developer at the current end of the stream; returns the set of its consumers. */
async function startFeed(key: string): Promise<Set<WebSocket>> {
  const consumers = new Set<WebSocket>();
  const connection = await redis.duplicate().connect();
  const newest = await redis.xRevRange(key, '+', '-', { COUNT: 1 });
  void feed(connection, key, newest?.[0]?.id ?? '0-0', consumers);
  return consumers;
}

async function feed(
  connection: typeof redis,
  key: string,
  after: string,
  consumers: Set<WebSocket>,
): Promise<never> {
  for (let id = after; ; ) {
    const streams = await connection.xRead({ key, id }, { BLOCK: 0, COUNT: READ_EVENTS_MAX });
    for (const entry of streams?.[0]?.messages ?? []) {
      id = entry.id;
      const { uid, d, t } = entry.message;
      const frame = `{"op":5,"d":${d},"uid":${uid},"seq":${id.slice(2)},"t":${t}}`;
      for (const consumer of consumers) consumer.send(frame);
    }
  }
}

const port = await serveTerra(Number(process.argv[2]), {
  onSubmit(key, uid, { d, t }) {
    const fields = { uid: JSON.stringify(uid), d: JSON.stringify(d), t: JSON.stringify(t) };
    void redis.xAdd(key, '0-*', fields);
  },
  async onConsumer(key, socket) {
    const feeding = feeds.get(key) ?? startFeed(key);
    feeds.set(key, feeding);
    const consumers = await feeding;
    socket.send(READY);
    consumers.add(socket);
    socket.on('close', () => consumers.delete(socket));
  },
});
process.stdout.write(`${JSON.stringify({ port })}\n`);
