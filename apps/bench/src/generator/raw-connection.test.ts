/** Tests against a hand-written server that splits its output as the test requires. */

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Sink, Wire } from '../wire.js';
import { RawConnection } from './raw-connection.js';

const SALT = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

function serverFrame(opcode: number, content: string | Buffer, isFinal = true): Buffer {
  const bytes = Buffer.from(content);
  const first = (isFinal ? 0x80 : 0) | opcode;
  if (bytes.length < 126) return Buffer.concat([Buffer.from([first, bytes.length]), bytes]);
  const head = Buffer.from([first, 126, bytes.length >> 8, bytes.length & 0xff]);
  return Buffer.concat([head, bytes]);
}

/** Records each message. */
class Listener implements Sink {
  readonly messages: string[] = [];
  event(bytes: Buffer, at: number, length: number): void {
    this.messages.push(bytes.toString('utf8', at, at + length));
  }
  heartbeatAnswered(): void {}
  reply(): void {}
}

function wireThat(read: Wire['read']): Wire {
  return { read } as Wire;
}

const WHOLE = wireThat((bytes, from, to, sink) => {
  sink.event(bytes, from, to - from, 0);
  return to;
});

/** A wire whose units end with a semicolon, independently of message boundaries. */
const UNITS = wireThat((bytes, from, to, sink) => {
  let at = from;
  for (;;) {
    const end = bytes.indexOf(';', at);
    if (end < 0 || end >= to) return at;
    sink.event(bytes, at, end - at, 0);
    at = end + 1;
  }
});

interface Pair extends AsyncDisposable {
  readonly connection: RawConnection;
  readonly socket: Socket;
  readonly closed: Promise<string>;
}

/** `behindHead`: bytes sent together with the response to the upgrade. */
async function pair(
  behindHead: Buffer = Buffer.alloc(0),
  localAddress: string | undefined = undefined,
): Promise<Pair> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const accepted = once(server, 'connection').then(async ([socket]: Socket[]) => {
    const [head] = await once(socket!, 'data');
    const key = /Sec-WebSocket-Key: (.*)\r\n/.exec(String(head))![1];
    const accept = createHash('sha1')
      .update(key + SALT)
      .digest('base64');
    const answer = `HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
    socket!.write(Buffer.concat([Buffer.from(answer), behindHead]));
    return socket!;
  });
  let onClose: (reason: string) => void = () => {};
  const closed = new Promise<string>((resolve) => {
    onClose = resolve;
  });
  const connection = await RawConnection.open({
    endpoint: { host: '127.0.0.1', port },
    path: '/',
    protocol: undefined,
    localAddress,
    onRead: () => {},
    onClose,
  });
  const socket = await accepted;
  return {
    connection,
    socket,
    closed,
    [Symbol.asyncDispose]: async () => {
      connection.close();
      socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function messagesOf(listener: Listener, count: number): Promise<string[]> {
  while (listener.messages.length < count) await new Promise((resolve) => setImmediate(resolve));
  return listener.messages;
}

describe('a raw connection', () => {
  it('reads frames split at any point', async () => {
    await using both = await pair();
    const listener = new Listener();
    both.connection.serve(WHOLE, listener);
    const long = 'x'.repeat(300);
    const bytes = Buffer.concat(['one', long, '', 'four'].map((text) => serverFrame(1, text)));
    for (const byte of bytes) {
      both.socket.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await messagesOf(listener, 4)).toEqual(['one', long, '', 'four']);
  });

  it('joins a fragmented message with a ping between its frames', async () => {
    await using both = await pair();
    const listener = new Listener();
    both.connection.serve(WHOLE, listener);
    const frames = [
      serverFrame(1, 'two ', false),
      serverFrame(9, 'are you there'),
      serverFrame(0, 'parts'),
    ];
    both.socket.write(Buffer.concat(frames));
    expect(await messagesOf(listener, 1)).toEqual(['two parts']);
    const [pong] = await once(both.socket, 'data');
    expect(pong[0]).toBe(0x8a);
    expect(String(pong.subarray(6))).toBe('are you there');
  });

  it('prepends bytes that the wire left unread to the next message', async () => {
    await using both = await pair();
    const listener = new Listener();
    both.connection.serve(UNITS, listener);
    for (const text of ['a;b', 'c', 'd;e;', ';f']) both.socket.write(serverFrame(2, text));
    expect(await messagesOf(listener, 4)).toEqual(['a', 'bcd', 'e', '']);
  });

  it('queues messages during the handshake, and passes later ones to the wire', async () => {
    const early = ['hello', 'ready', 'event'].map((text) => serverFrame(1, text));
    await using both = await pair(Buffer.concat(early));
    expect(String(await both.connection.next())).toBe('hello');
    expect(String(await both.connection.next())).toBe('ready');
    const listener = new Listener();
    both.connection.serve(WHOLE, listener);
    expect(await messagesOf(listener, 1)).toEqual(['event']);
  });

  it.runIf(process.platform === 'linux')('uses the given source address', async () => {
    await using both = await pair(Buffer.alloc(0), '127.0.0.9');
    expect(both.socket.remoteAddress).toBe('127.0.0.9');
  });

  it('reports the reason for its end once, and to a pending read', async () => {
    await using both = await pair();
    const waiting = both.connection.next();
    both.socket.write(
      serverFrame(8, Buffer.concat([Buffer.from([0x0f, 0xa5]), Buffer.from('no')])),
    );
    await expect(waiting).rejects.toThrow('closed with 4005 no');
    expect(await both.closed).toBe('closed with 4005 no');
  });

  it('rejects when the upgrade is refused', async () => {
    const server = createServer((socket) => {
      socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const opening = RawConnection.open({
      endpoint: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
      path: '/',
      protocol: undefined,
      localAddress: undefined,
      onRead: () => {},
      onClose: () => {},
    });
    await expect(opening).rejects.toThrow('503 Service Unavailable');
    server.close();
  });
});
