/**
 * Inputs that a correct client never sends, by role. Each is sent on new connections. The broker may close
 * these connections; nothing else may be affected. Every input is bounded in bytes and time.
 *
 * It is a list, so the file is longer than others.
 */

import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { WireConnection, wireFrame } from '../client/wire.js';
import type { Attack } from './under-attack.js';

export interface HostileInput {
  readonly name: string;
  /** How many connections send it at a time. */
  readonly connections: number;
  send(attack: Attack): Promise<void>;
}

const MIB = 1_024 * 1_024;
/** How long a connection stays open if the broker does not close it. */
const HOLD_MS = 300;

function text(value: string): Buffer {
  return wireFrame(Buffer.from(value));
}

const HEARTBEAT = text('{"op":0}');
const SUBMIT = text('{"op":6,"d":{"val":1},"t":"POWER"}');

/** Opens a connection, identifies if there is a token, writes, and waits up to `HOLD_MS` for the close. */
async function attackOnce(
  { target }: Attack,
  token: { readonly token: string; readonly type: 0 | 1 } | undefined,
  write: (connection: WireConnection) => Promise<void>,
  query = '?extensions=ack,batch,replay-end,position',
): Promise<void> {
  const connection = await WireConnection.open(target, query).catch(() => undefined);
  if (connection === undefined) return;
  using _ = connection;
  if (token !== undefined) await connection.write(text(JSON.stringify({ op: 3, d: token })));
  await write(connection);
  await Promise.race([connection.gone, delay(HOLD_MS)]);
}

type Sender = 'anonymous' | 'producer' | 'consumer' | 'monitor';

function tokenOf(attack: Attack, sender: Sender) {
  if (sender === 'anonymous') return undefined;
  if (sender === 'producer') return { token: attack.producerToken, type: 0 } as const;
  const token = sender === 'consumer' ? attack.consumerToken : attack.monitorToken;
  return { token, type: 1 } as const;
}

/** Frames that are sent one after another without waiting for answers. */
function frames(
  name: string,
  sender: Sender,
  list: () => readonly Buffer[],
  connections = 5,
  isReading = true,
): HostileInput {
  return {
    name,
    connections,
    send: (attack) =>
      attackOnce(attack, tokenOf(attack, sender), async (connection) => {
        if (!isReading) connection.socket.pause();
        for (const bytes of list()) {
          const written = connection.write(bytes);
          // If the client does not read, the broker may stop reading too.
          await (isReading ? written : Promise.race([written, delay(HOLD_MS)]));
        }
      }),
  };
}

/** Frames from a client that never reads. */
function unread(
  name: string,
  sender: Sender,
  list: () => readonly Buffer[],
  connections = 10,
): HostileInput {
  return frames(name, sender, list, connections, false);
}

/** Bytes on a TCP socket, without a handshake. */
function raw(name: string, bytes: string | Buffer, connections = 5): HostileInput {
  return {
    name,
    connections,
    send: async ({ target }) => {
      const { hostname, port } = new URL(target.url);
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      socket.resume();
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.write(bytes);
      await Promise.race([closed, delay(HOLD_MS)]);
      socket.destroy();
    },
  };
}

const times = (count: number, frame: Buffer): Buffer[] =>
  Array.from({ length: count }, () => frame);

const WITHOUT_TOKEN: readonly HostileInput[] = [
  raw('bytes that are not HTTP', Buffer.alloc(4_096, 0xff)),
  raw('an incomplete request', 'GET /connect HTTP/1.1\r\nHost: x\r\nUpgr', 50),
  raw('a header of 1 MiB', `GET /connect HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(MIB)}\r\n\r\n`),
  raw('10,000 headers', `GET /livez HTTP/1.1\r\n${'A: b\r\n'.repeat(10_000)}\r\n`),
  raw(
    'two Content-Length headers',
    'POST /auth/user?id=a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
  ),
  raw(
    'an invalid transfer encoding',
    'POST /auth/user HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\nffffffff\r\n',
  ),
  raw(
    'a body of 4 MiB',
    `POST /auth/developer HTTP/1.1\r\nHost: x\r\nContent-Length: ${4 * MIB}\r\n\r\n${'x'.repeat(4 * MIB)}`,
  ),
  raw(
    'no key in the handshake',
    'GET /connect HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
  ),
  raw(
    'HEAD and unknown methods',
    'HEAD /livez HTTP/1.1\r\nHost: x\r\n\r\nBREW / HTTP/1.1\r\nHost: x\r\n\r\n',
  ),
  raw('1,000 requests in one packet', 'GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(1_000)),
  raw(
    'wrong keys',
    'POST /auth/developer HTTP/1.1\r\nHost: x\r\ndev-id: a\r\nx-api-key: wrong\r\n\r\n'.repeat(200),
  ),
  frames('silence after the handshake', 'anonymous', () => [], 100),
  frames('15 MiB of a message of 15.9 MiB', 'anonymous', () => [
    wireFrame(Buffer.alloc(15 * MIB), { length: Math.floor(15.9 * MIB) }),
  ]),
  frames('a length of 2^52', 'anonymous', () => [
    wireFrame(Buffer.alloc(100), { length: 2 ** 52 }),
  ]),
  frames('10,000 fragments without an end', 'anonymous', () => [
    wireFrame(Buffer.from('{'), { fin: false }),
    Buffer.concat(times(10_000, wireFrame(Buffer.from(' '), { opcode: 0, fin: false }))),
  ]),
  frames('100,000 empty fragments', 'anonymous', () => [
    wireFrame(Buffer.alloc(0), { fin: false }),
    Buffer.concat(times(100_000, wireFrame(Buffer.alloc(0), { opcode: 0, fin: false }))),
  ]),
  unread('20,000 pings of 125 bytes, never reading', 'anonymous', () => [
    Buffer.concat(times(20_000, wireFrame(Buffer.alloc(125), { opcode: 9 }))),
  ]),
  unread('50,000 heartbeats, never reading', 'anonymous', () => [
    Buffer.concat(times(50_000, HEARTBEAT)),
  ]),
  frames('unmasked', 'anonymous', () => [wireFrame(Buffer.from('{"op":0}'), { masked: false })]),
  frames('reserved bits', 'anonymous', () => [wireFrame(Buffer.from('{"op":0}'), { rsv: 7 })]),
  frames('a close frame of one byte', 'anonymous', () => [wireFrame(Buffer.of(3), { opcode: 8 })]),
  frames('a ping of 126 bytes', 'anonymous', () => [wireFrame(Buffer.alloc(126), { opcode: 9 })]),
  frames('invalid UTF-8', 'anonymous', () => [wireFrame(Buffer.from([0x22, 0xc3, 0x28, 0x22]))]),
  frames('30,000 levels deep', 'anonymous', () => [text('['.repeat(30_000))]),
  frames('a token of 60 kB', 'anonymous', () => [
    text(JSON.stringify({ op: 3, d: { token: 'x'.repeat(60_000), type: 0 } })),
  ]),
  frames('1,000 wrong IDENTIFYs at once', 'anonymous', () => [
    Buffer.concat(times(1_000, text('{"op":3,"d":{"token":"wrong","type":0}}'))),
  ]),
];

const PRODUCER: readonly HostileInput[] = [
  frames(
    'SUBMIT and HEARTBEAT in turn, 20,000 times',
    'producer',
    () => [Buffer.concat(times(20_000, Buffer.concat([SUBMIT, HEARTBEAT])))],
    2,
  ),
  unread(
    'SUBMIT and HEARTBEAT in turn, never reading',
    'producer',
    () => [Buffer.concat(times(20_000, Buffer.concat([SUBMIT, HEARTBEAT])))],
    2,
  ),
  frames('"__proto__" as a key', 'producer', () => [
    text('{"op":6,"d":{"__proto__":{"x":1},"constructor":1},"t":"__proto__"}'),
  ]),
  frames('numbers beyond a double', 'producer', () => [
    text(`{"op":6,"d":{"val":1${'0'.repeat(5_000)},"v":1e999999},"t":"POWER"}`),
  ]),
  frames('lone surrogates', 'producer', () => [text('{"op":6,"d":{"v":"\\ud800"},"t":"\\udfff"}')]),
  frames('a SUBMIT of 64 KiB', 'producer', () => [
    text(`{"op":6,"d":{"v":"${'x'.repeat(65_500)}"},"t":"P"}`.slice(0, 65_536)),
  ]),
  frames('a SUBMIT of 1 MiB', 'producer', () => [
    text(`{"op":6,"d":{"v":"${'x'.repeat(MIB)}"},"t":"P"}`),
  ]),
  frames('n of 2^53, 0, -1, 1.5', 'producer', () =>
    ['9007199254740993', '0', '-1', '1.5'].map((n) => text(`{"op":6,"d":{},"t":"P","n":${n}}`)),
  ),
  frames('descending n', 'producer', () =>
    ['5', '4', '3'].map((n) => text(`{"op":6,"d":{},"t":"P","n":${n}}`)),
  ),
  frames('opcodes that only the server sends', 'producer', () =>
    [1, 2, 4, 5, 64, 65, 66, 255, -1].map((op) => text(`{"op":${op}}`)),
  ),
  frames('a SUBMIT_BATCH of 21,000 readings', 'producer', () => [
    text(`{"op":67,"d":[${'{},'.repeat(21_000)}{}],"t":"P"}`),
  ]),
  frames('SUBMIT_BATCHes of 256 readings, 2,000 times', 'producer', () => [
    Buffer.concat(times(2_000, text(`{"op":67,"d":[${'{},'.repeat(255)}{}],"t":"P"}`))),
  ]),
  frames('malformed SUBMIT_BATCHes', 'producer', () =>
    ['[]', '{}', '[7]', '[{},null]', '[[{}]]', '[{}', '[{},]', '[{}{}]'].map((d) =>
      text(`{"op":67,"d":${d},"t":"P"}`),
    ),
  ),
  frames('SUBMIT_BATCH whose n overflows 2^53 - 1', 'producer', () => [
    text('{"op":67,"d":[{},{}],"t":"P","n":9007199254740991}'),
  ]),
  frames('REPLAY', 'producer', () => [text('{"op":7,"d":{"after":0}}')]),
  frames('10,000 malformed STATUSes', 'producer', () => [
    Buffer.concat(times(10_000, text('{"op":8,"d":7}'))),
  ]),
  frames('IDENTIFY 100 times', 'producer', () => [
    Buffer.concat(times(100, text('{"op":3,"d":{"token":"x","type":0}}'))),
  ]),
];

function consumer(sender: 'consumer' | 'monitor'): readonly HostileInput[] {
  return [
    frames(`${sender}: 1,000 REPLAYs at once`, sender, () => [
      Buffer.concat(times(1_000, text('{"op":7,"d":{"after":0}}'))),
    ]),
    unread(`${sender}: 16 REPLAYs, never reading`, sender, () =>
      times(16, text('{"op":7,"d":{"after":0}}')),
    ),
    unread(`${sender}: 20,000 pings, never reading`, sender, () => [
      Buffer.concat(times(20_000, wireFrame(Buffer.alloc(125), { opcode: 9 }))),
    ]),
    frames(`${sender}: invalid bounds`, sender, () => [
      text('{"op":7,"d":{"after":-1,"before":1e308}}'),
    ]),
    frames(`${sender}: bounds beyond 2^53`, sender, () => [
      text('{"op":7,"d":{"after":9007199254740993,"before":1e300}}'),
    ]),
    frames(`${sender}: a malformed SUBMIT`, sender, () => [text('{"op":6')]),
    frames(`${sender}: SUBMIT`, sender, () => [SUBMIT]),
  ];
}

/** By role, in the order in which they attack. */
export const HOSTILE_INPUTS: Readonly<Record<string, readonly HostileInput[]>> = {
  'without a token': WITHOUT_TOKEN,
  producer: PRODUCER,
  consumer: consumer('consumer'),
  monitor: consumer('monitor'),
};
