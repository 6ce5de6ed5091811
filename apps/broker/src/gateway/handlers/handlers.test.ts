import { CloseCode, Opcode, Role } from '@wearwire/protocol';
import { describe, expect, it } from 'vitest';
import { until } from '../../../test/client.js';
import { gatewayUnderTest, Visitor } from '../../../test/gateway-under-test.js';
import { stallableStorage } from '../../../test/stalled-storage.js';

function open(settings: Parameters<typeof gatewayUnderTest>[1] = {}) {
  const { storage, stall } = stallableStorage();
  return { gateway: gatewayUnderTest(storage, settings), stall };
}

type Gateway = ReturnType<typeof open>['gateway'];

async function producerOf(gateway: Gateway, extensions: ('ack' | 'position')[] = []) {
  const visitor = new Visitor(gateway, { extensions });
  const token = await gateway.tokens.issue('a', Role.Producer, 'u');
  visitor.send({ op: Opcode.Identify, d: { token, type: Role.Producer } });
  await until(() => visitor.connection.session.state !== 'identifying');
  return visitor;
}

async function consumerOf(gateway: Gateway, extensions: ('position' | 'replay-end')[] = []) {
  const visitor = new Visitor(gateway, { extensions });
  const token = await gateway.tokens.issue('a', Role.Consumer, '');
  visitor.send({ op: Opcode.Identify, d: { token, type: Role.Consumer } });
  await until(() => visitor.connection.session.state !== 'identifying');
  return visitor;
}

const framesOf = ({ link }: Visitor) => link.sent.map((text) => JSON.parse(text));
const opcodesOf = (visitor: Visitor): number[] => framesOf(visitor).map(({ op }) => op);
const SUBMIT = { op: Opcode.Submit, d: { val: 1 }, t: 'A' };

describe('SUBMIT', () => {
  it.each([
    [{ op: 6, t: 'A' }],
    [{ op: 6, d: [], t: 'A' }],
    [{ op: 6, d: {}, t: '' }],
    [{ op: 6, d: {} }],
  ])('[P-SUB-1] closes for %j', async (frame) => {
    const producer = await producerOf(open().gateway);
    producer.send(frame);
    expect(producer.link.ended?.code).toBe(CloseCode.InvalidFrame);
  });

  it('[P-EXT-7] closes for an n that is not a positive integer', async () => {
    const producer = await producerOf(open().gateway, ['ack']);
    producer.send({ ...SUBMIT, n: 0 });
    expect(producer.link.ended?.reason).toMatch(/an integer of at least 1/);
  });

  it('adds the time to a d without ts if the setting is on, and keeps a ts that is present', async () => {
    const { gateway } = open({ stampMissingTs: true });
    const [producer, consumer] = [await producerOf(gateway), await consumerOf(gateway)];
    for (const d of [{}, { val: 1 }, { ts: 'mine' }]) producer.send({ op: 6, d, t: 'A' });
    await until(() => opcodesOf(consumer).length === 5);
    const [empty, one, own] = framesOf(consumer).slice(-3);
    const ts = expect.stringMatching(/^\d{4}-.*Z$/);
    expect([empty.d, one.d, own.d]).toEqual([{ ts }, { ts, val: 1 }, { ts: 'mine' }]);
  });
});

describe('HEARTBEAT', () => {
  it('[P-HB-5] is answered after the preceding SUBMITs are stored, or at once if there are none', async () => {
    const { gateway, stall } = open();
    const producer = await producerOf(gateway);
    producer.send({ op: Opcode.Heartbeat });
    expect(opcodesOf(producer).at(-1)).toBe(Opcode.HeartbeatAck);
    const release = stall();
    producer.send(SUBMIT);
    producer.send({ op: Opcode.Heartbeat });
    const { length } = producer.link.sent;
    gateway.turnClock.flush();
    await new Promise((resolve) => setImmediate(resolve));
    expect(producer.link.sent).toHaveLength(length);
    release();
    await until(() => producer.link.sent.length === length + 1);
    expect(opcodesOf(producer).at(-1)).toBe(Opcode.HeartbeatAck);
  });

  it('[P-EXT-5] returns the newest seq to a consumer that negotiated position', async () => {
    const { gateway } = open();
    for (const [extensions, d] of [
      [[], undefined],
      [['position'], { last_seq: 0 }],
    ] as const) {
      const consumer = await consumerOf(gateway, [...extensions]);
      consumer.send({ op: Opcode.Heartbeat });
      expect(framesOf(consumer).at(-1)).toEqual({ op: Opcode.HeartbeatAck, ...(d && { d }) });
      consumer.leave();
    }
  });
});

describe('IDENTIFY', () => {
  it('[P-ID-8] buffers frames during the token lookup, and handles them after READY, in order', async () => {
    const { gateway } = open();
    const consumer = await consumerOf(gateway);
    const producer = new Visitor(gateway);
    const token = await gateway.tokens.issue('a', Role.Producer, 'u');
    producer.send({ op: Opcode.Identify, d: { token, type: Role.Producer } });
    for (const val of [1, 2, 3]) producer.send({ ...SUBMIT, d: { val } });
    producer.send({ op: Opcode.Heartbeat });
    await until(() => opcodesOf(producer).includes(Opcode.HeartbeatAck));
    expect(opcodesOf(producer)).toEqual([Opcode.Hello, Opcode.Ready, Opcode.HeartbeatAck]);
    const values = framesOf(consumer).filter(({ op }) => op === Opcode.Dispatch);
    expect(values.map(({ d }) => d.val)).toEqual([1, 2, 3]);
  });

  it('[P-ID-16] counts a connection of a user once, even if a buffered frame closes it', async () => {
    const { gateway } = open({ connectionsPerUser: 2 });
    const first = await producerOf(gateway);
    const bad = new Visitor(gateway);
    const token = await gateway.tokens.issue('a', Role.Producer, 'u');
    bad.send({ op: Opcode.Identify, d: { token, type: Role.Producer } });
    bad.send({ op: Opcode.Submit, d: [], t: 'A' });
    await until(() => bad.link.ended !== undefined);
    await new Promise((resolve) => setImmediate(resolve));
    const second = await producerOf(gateway);
    const third = await producerOf(gateway);
    expect([first, second].map(({ link }) => link.ended)).toEqual([undefined, undefined]);
    expect(third.link.ended?.reason).toBe('the limit connectionsPerUser was exceeded');
  });

  it('[P-ID-11] releases the slot if the link is closed while READY is sent', async () => {
    const { gateway } = open();
    const consumer = new Visitor(gateway);
    const token = await gateway.tokens.issue('a', Role.Consumer, '');
    consumer.link.bufferedBytes = 1e9;
    consumer.send({ op: Opcode.Identify, d: { token, type: Role.Consumer } });
    await until(() => consumer.link.ended !== undefined);
    await new Promise((resolve) => setImmediate(resolve));
    expect(gateway.stats.connections).toMatchObject({ anonymous: 0, consumer: 0 });
    expect((await consumerOf(gateway)).link.ended).toBeUndefined();
  });
});

describe('REPLAY', () => {
  it('[P-REP-1] [P-EXT-6] sends the stored events, then REPLAY_END', async () => {
    const { gateway } = open();
    const producer = await producerOf(gateway);
    for (const val of [1, 2, 3]) producer.send({ ...SUBMIT, d: { val } });
    producer.send({ op: Opcode.Heartbeat });
    await until(() => opcodesOf(producer).includes(Opcode.HeartbeatAck));
    const consumer = await consumerOf(gateway, ['replay-end']);
    consumer.send({ op: Opcode.Replay, d: { after: 1, before: 4 } });
    await until(() => opcodesOf(consumer).includes(Opcode.ReplayEnd));
    const seqs = framesOf(consumer).filter(({ op }) => op === Opcode.Dispatch);
    expect(seqs.map(({ seq }) => seq)).toEqual([2, 3]);
    expect(framesOf(consumer).at(-1)).toMatchObject({ d: { sent: 2, truncated: false } });
  });

  it('closes for a d that is not a range', async () => {
    const consumer = await consumerOf(open().gateway);
    consumer.send({ op: Opcode.Replay, d: { after: 'x' } });
    expect(consumer.link.ended?.code).toBe(CloseCode.InvalidFrame);
  });
});
