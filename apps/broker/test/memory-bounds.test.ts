/**
 * Memory and connections per client: a test for each row of the table in docs/security.md. Tests of the socket
 * library's own memory measure a broker in a separate process.
 */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Role } from '@wearwire/protocol';
import { FrameScanner } from '@wearwire/protocol/server';
import { temporaryDirectory } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import { token, until } from './client.js';
import { gatewayUnderTest, Visitor } from './gateway-under-test.js';
import {
  FRAME_BYTES_CUT,
  frameHeader,
  growthOf,
  MIB,
  SLACK_BYTES,
  write,
  writePart,
} from './memory-growth.js';
import { ObservedBroker } from './observed-broker.js';
import { range } from './range.js';
import { connectTo, upgradeRequest } from './raw-http.js';
import { stallableStorage } from './stalled-storage.js';
import { A } from './start-test-broker.js';

const CONNECTIONS = 40;

/** A raw WebSocket after the upgrade; only the test reads from it. */
async function openRaw({ url }: ObservedBroker): Promise<Socket> {
  const socket = connectTo(url);
  socket.write(upgradeRequest());
  await once(socket, 'data');
  socket.pause();
  return socket;
}

function openMany(count: number, broker: ObservedBroker): Promise<Socket[]> {
  return Promise.all(range(1, count).map(() => openRaw(broker)));
}

describe.runIf(process.platform === 'linux')('an unidentified connection', () => {
  it('[P-FR-5] makes the broker keep at most frameBytesCut of an incomplete message', async () => {
    await using directory = await temporaryDirectory();
    await using broker = await ObservedBroker.start({ data: directory.path });
    const sockets = await openMany(CONNECTIONS, broker);
    const growth = await growthOf(broker, async () => {
      for (const socket of sockets)
        await writePart(socket, FRAME_BYTES_CUT, FRAME_BYTES_CUT - 1_000);
      const tooLong = await openMany(CONNECTIONS, broker);
      // Not `once` of node:events, which rejects on the error of a connection that is cut.
      const areCut = tooLong.map((socket) => new Promise((end) => socket.once('close', end)));
      for (const socket of tooLong) {
        socket.resume();
        await writePart(socket, 16_000_000, 4 * MIB);
      }
      await Promise.all(areCut);
    });
    expect(growth).toBeLessThan(CONNECTIONS * FRAME_BYTES_CUT + SLACK_BYTES);
    for (const socket of sockets) socket.destroy();
  });

  it('[P-CON-9] is cut if it sends pings and never reads', async () => {
    await using directory = await temporaryDirectory();
    await using broker = await ObservedBroker.start({ data: directory.path });
    const sockets = await openMany(6, broker);
    const ping = Buffer.concat([frameHeader(9, 125), Buffer.alloc(125)]);
    const pings = Buffer.concat(new Array(2_000).fill(ping));
    const growth = await growthOf(broker, async () => {
      await Promise.all(
        sockets.map(async (socket) => {
          for (let sent = 0; sent < 40 * MIB && !socket.destroyed; sent += pings.length) {
            await write(socket, pings);
          }
        }),
      );
      await until(() => sockets.every(({ destroyed }) => destroyed));
    });
    expect(growth).toBeLessThan(SLACK_BYTES);
  });
});

describe.runIf(process.platform === 'linux')('posts', () => {
  it('[P-HTTP-4] make the broker keep at most submitBodiesBytesMax of incomplete bodies', async () => {
    await using directory = await temporaryDirectory();
    await using broker = await ObservedBroker.start({ data: directory.path });
    const secret = await token(broker, A, 'anna');
    const head = 'POST /submit HTTP/1.1\r\nHost: x\r\nContent-Length: 262144\r\n\r\n';
    const part = Buffer.concat([Buffer.from(head), Buffer.alloc(260_000, 0x20)]);
    const sockets: Socket[] = [];
    const growth = await growthOf(broker, async () => {
      for (let i = 0; i < 450; i++) {
        const socket = connectTo(broker.httpUrl);
        sockets.push(socket);
        await write(socket, part);
      }
      // The incomplete bodies use all the space; a complete post takes space from them.
      const answer = await fetch(`${broker.httpUrl}/submit`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: `{"t":"X","d":{"x":"${'x'.repeat(60_000)}"}}`,
      });
      expect(answer.status).toBe(200);
    });
    expect(growth).toBeLessThan(64 * MIB + SLACK_BYTES);
    for (const socket of sockets) socket.destroy();
  });
});

describe('a connection', () => {
  it('[P-CON-9] that is unidentified or a producer is cut if more than 64 KiB are unsent', async () => {
    const { storage } = stallableStorage();
    const gateway = gatewayUnderTest(storage);
    const fresh = new Visitor(gateway);
    const producer = new Visitor(gateway);
    const secret = await gateway.tokens.issue('a', Role.Producer, 'u');
    producer.send({ op: 3, d: { token: secret, type: 0 } });
    await until(() => producer.connection.session.state === 'producer');
    for (const { link, connection } of [fresh, producer]) {
      link.bufferedBytes = 65_536;
      connection.pinged();
      expect(link.ended).toBeUndefined();
      link.bufferedBytes++;
      connection.pinged();
      expect(link.ended?.reason).toBe('the limit unsentBytesMax was exceeded');
      expect(link.isCut).toBe(true);
    }
    await storage.close();
  });

  it('[P-CON-9] of a consumer may also have unsent DISPATCHes, up to a limit', async () => {
    const { storage } = stallableStorage();
    const gateway = gatewayUnderTest(storage, { sendHighBytes: 1_000_000 });
    const consumer = new Visitor(gateway);
    const secret = await gateway.tokens.issue('a', Role.Consumer, '');
    consumer.send({ op: 3, d: { token: secret, type: 1 } });
    await until(() => consumer.connection.session.state === 'consumer');
    consumer.link.bufferedBytes = 1_200_000;
    consumer.send({ op: 0 });
    expect(consumer.link.ended).toBeUndefined();
    consumer.link.bufferedBytes = 1_300_000;
    consumer.send({ op: 0 });
    expect(consumer.link.isCut).toBe(true);
    await storage.close();
  });

  it('[P-ID-8] keeps at most 64 KiB of frames that wait for its IDENTIFY', async () => {
    const { storage } = stallableStorage();
    const gateway = gatewayUnderTest(storage);
    const frames = [30_000, 30_000, 10_000].map(
      (size) => `{"op":7,"d":{"x":"${'x'.repeat(size)}"}}`,
    );
    const visitor = new Visitor(gateway);
    visitor.send({ op: 3, d: { token: 'unknown', type: 1 } });
    for (const frame of frames.slice(0, 2)) visitor.send(frame);
    expect(visitor.link.ended).toBeUndefined();
    visitor.send(frames[2] as string);
    expect(visitor.link.ended).toEqual({
      code: 1008,
      reason: 'the limit pendingBytesMax was exceeded',
    });
    await storage.close();
  });
});

describe('a producer', () => {
  it('[P-HB-5] [P-SUB-8] that submits while nothing can be stored has a limited number of waiting chunks', async () => {
    const { storage, stall } = stallableStorage();
    const gateway = gatewayUnderTest(storage, { backlogBytesMax: 65_536 });
    await gateway.streams.use('a', async (stream) => {
      const release = stall();
      const submit = Buffer.from('{"op":6,"d":{},"t":"A"}');
      const scanner = new FrameScanner();
      let chunks = 0;
      for (let turn = 0; turn < 1_000; turn++) {
        scanner.scan(submit);
        const ticket = stream.submit(submit, scanner, Buffer.from('"u"'));
        stream.flush();
        if (stream.submittedTicket === ticket) chunks++;
      }
      // A chunk with one small event counts as the memory that it takes, not only as its 40 bytes.
      expect(chunks).toBeGreaterThan(10);
      expect(chunks).toBeLessThan(64);
      release();
      await stream.settled();
    });
    await storage.close();
  });
});
