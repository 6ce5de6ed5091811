import { encode } from '@msgpack/msgpack';
import { CloseCode, Opcode, Role } from '@wearwire/protocol';
import { describe, expect, it } from 'vitest';
import { until } from '../../test/client.js';
import { gatewayUnderTest, Visitor } from '../../test/gateway-under-test.js';
import { createMemoryStorage } from '../storage/memory/memory-storage.js';
import { Connection } from './connection.js';

const RETENTION = { retentionMs: 3_600_000, bytesMax: 0, now: Date.now };

function open(settings: Parameters<typeof gatewayUnderTest>[1] = {}) {
  return gatewayUnderTest(createMemoryStorage(RETENTION), settings);
}

async function identified(gateway: ReturnType<typeof open>, role: 'producer' | 'consumer') {
  const type = role === 'producer' ? Role.Producer : Role.Consumer;
  const visitor = new Visitor(gateway);
  const token = await gateway.tokens.issue('a', type, role === 'producer' ? 'u' : '');
  visitor.send({ op: Opcode.Identify, d: { token, type } });
  await until(() => visitor.connection.session.state === role);
  return visitor;
}

const opcodes = ({ link }: Visitor): number[] => link.sent.map((text) => JSON.parse(text).op);

describe('a connection', () => {
  it('[P-CON-2] sends HELLO first', () => {
    const visitor = new Visitor(open({ heartbeatIntervalMs: 1_234 }));
    const [hello] = visitor.link.sent.map((text) => JSON.parse(text));
    expect(hello).toEqual({ op: Opcode.Hello, d: { heartbeat_interval: 1_234 } });
  });

  it.each(['anonymous', 'producer', 'consumer'] as const)(
    '[P-OP-1] [P-OP-2] [P-OP-5] %s: closes with 4004 for each opcode that a client may not send',
    async (state) => {
      const gateway = open({ consumersPerDeveloper: 100 });
      for (const op of [1, 2, 4, 5, 9, 63, 64, 65, 66, -1, 1e9]) {
        const visitor =
          state === 'anonymous' ? new Visitor(gateway) : await identified(gateway, state);
        visitor.send({ op });
        expect(visitor.link.ended?.code, `op ${op}`).toBe(CloseCode.InvalidOpcode);
      }
    },
  );

  it('[P-FR-5] closes for a message over the limit, and accepts one of exactly the limit', () => {
    const frame = (bytes: number) => {
      const empty = '{"op":0,"d":{"x":""}}';
      return empty.replace('""', `"${'x'.repeat(bytes - empty.length)}"`);
    };
    const visitor = new Visitor(open({ frameBytesMax: 300 }));
    visitor.send(frame(300));
    expect(opcodes(visitor)).toEqual([Opcode.Hello, Opcode.HeartbeatAck]);
    visitor.send(frame(301));
    expect(visitor.link.ended?.code).toBe(CloseCode.TooLarge);
  });

  it('[P-EXT-4] closes for a message that is not in the encoding of the connection', () => {
    const gateway = open();
    const json = new Visitor(gateway);
    json.connection.received(encode({ op: 0 }), true);
    expect(json.link.ended?.code).toBe(CloseCode.InvalidFrame);
    const msgpack = new Visitor(gateway, { encoding: 'msgpack', extensions: [] });
    msgpack.connection.received(encode({ op: 0 }), true);
    expect(msgpack.link.ended).toBeUndefined();
    msgpack.send({ op: 0 });
    expect(msgpack.link.ended?.code).toBe(CloseCode.InvalidFrame);
  });

  it('ignores frames after it has ended', () => {
    const visitor = new Visitor(open());
    visitor.send('no JSON');
    const { ended } = visitor.link;
    const { length } = visitor.link.sent;
    for (const frame of [{ op: 0 }, { op: 99 }, 'no JSON']) visitor.send(frame);
    expect(visitor.link.sent).toHaveLength(length);
    expect(visitor.link.ended).toEqual(ended);
  });

  it('calls whenClosed when the link has closed, not when the broker ends the session', () => {
    const { link } = new Visitor(open());
    let closed = 0;
    const connection = new Connection(open(), link, '', { extensions: [] }, () => closed++);
    connection.session.refuse(CloseCode.GoingAway);
    expect(closed).toBe(0);
    connection.closed();
    expect(closed).toBe(1);
  });

  it('[P-ID-10] counts as alive after a pong, a ping or a message', async () => {
    const { connection } = new Visitor(open());
    for (const signal of [
      () => connection.ponged(),
      () => connection.pinged(),
      () => connection.received(Buffer.from('{"op":0}'), false),
    ]) {
      const answer = connection.session.probe();
      signal();
      expect(await answer).toBe(true);
    }
  });

  it('is counted once, in its present role', async () => {
    const gateway = open();
    const { connections } = gateway.stats;
    const visitors = [
      new Visitor(gateway),
      await identified(gateway, 'producer'),
      await identified(gateway, 'consumer'),
    ];
    expect(connections).toEqual({ anonymous: 1, producer: 1, consumer: 1, monitor: 0 });
    for (const visitor of visitors) {
      visitor.leave();
      visitor.connection.closed();
    }
    expect(connections).toEqual({ anonymous: 0, producer: 0, consumer: 0, monitor: 0 });
  });
});
